// Words about autoscalers and the metrics server.

export const autoscalers = {
  scales: 'Scales',
  range: 'Allowed',
  present: 'Present',
  lastScale: 'Last scaled',
  lastScrape: 'Last asked the kubelets',
  measuredNodes: 'Nodes measured',
  measuredOf: (measured: string, wanted: string) => `${measured || '<unknown>'} of ${wanted}`,
};
