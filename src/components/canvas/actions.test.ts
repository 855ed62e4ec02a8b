// What can be done to Services and their users, as the engine's own actions.
import { expect, test } from 'vitest';
import type { ViewService, ViewTraffic } from '../../engine/index.ts';
import { emptySession } from '../session/store.ts';
import { offersFor } from './actions.ts';

const web = { ref: 'Service/default/web', namespace: 'default', name: 'web', clusterIP: '10.96.3.7' } as ViewService;
const users = (rate: number) => ({ id: 'users', to: web.ref, rate }) as ViewTraffic;
const offers = (ref: string, rate: number | undefined) =>
  offersFor(ref, {
    ...emptySession,
    services: { [web.ref]: web },
    traffic: rate === undefined ? {} : { users: users(rate) },
  }).map(({ action }) => action);

test.each<[string, string, number | undefined, object[]]>([
  [
    'users send twice, half or nothing',
    'Traffic//users',
    5,
    [
      { load: 'users', rate: '10/s' },
      { load: 'users', rate: '2.5/s' },
      { load: 'users', rate: '0/s' },
    ],
  ],
  [
    'not more than there can be',
    'Traffic//users',
    10_000,
    [
      { load: 'users', rate: '5000/s' },
      { load: 'users', rate: '0/s' },
    ],
  ],
  ['who has stopped can begin', 'Traffic//users', 0, [{ load: 'users', rate: '5/s' }]],
  [
    'a Service nobody asks for',
    web.ref,
    undefined,
    [{ load: 'service/default/web', rate: '5/s' }, { delete: 'service/default/web' }],
  ],
  ['a Service that is asked for', web.ref, 0, [{ load: 'users', rate: '5/s' }, { delete: 'service/default/web' }]],
  ['users that are not there', 'Traffic//gone', 5, []],
])('%s', (_, ref, rate, actions) => {
  expect(offers(ref, rate)).toEqual(actions);
});
