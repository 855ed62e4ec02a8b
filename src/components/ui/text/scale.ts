// The words of the bar below a cluster of many machines.

export const scale = {
  distance: 'How near',
  levels: { cluster: 'Cluster', zone: 'Zone', node: 'Node' },
  find: 'pod, node, process',
  problem: (count: number) => (count === 0 ? 'No problem' : `Next problem of ${count}`),
} as const;
