// The words beside a Service: what it promises and who keeps the promise.
export const serviceWords = {
  type: 'Type',
  address: 'Cluster IP',
  selector: 'Selects',
  nobody: 'nothing: its endpoints are written by hand',
  ports: 'Ports',
  behind: 'Behind it',
  empty: 'no address: connections are refused',
  ready: 'ready',
  notReady: 'not ready',
  ending: 'ending, still serves',
  ended: 'ending',
  readyOf: (ready: number, all: number) => `${ready} of ${all} ready`,
} as const;
