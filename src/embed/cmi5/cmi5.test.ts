// A lesson against a record store that is made up: what is said, in which order, with which token, and what must not be said twice.
import { expect, it } from 'vitest';
import type { PageApi } from '../../components/app/page-api.ts';
import { reportToCmi5 } from './report.ts';
import { duration, launchOf } from './statements.ts';

const endpoint = 'https://platform.example/xapi';
const sessionId = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid';
const mastery = 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore';
const actor = { objectType: 'Agent', account: { homePage: 'https://platform.example', name: 'l-1' } };
const search = `?${new URLSearchParams({
  activityId: 'https://platform.example/au/7',
  registration: 'r-1',
  actor: JSON.stringify(actor),
  fetch: 'https://platform.example/token?k=1',
  endpoint,
})}`;

interface Said {
  readonly verb: string;
  readonly object: { readonly definition?: object };
  readonly result: unknown;
  readonly context: {
    readonly registration: string;
    readonly extensions: Record<string, unknown>;
    readonly contextActivities: { readonly grouping: readonly object[]; readonly category?: { readonly id: string }[] };
  };
}

/** A page whose events are told by hand, and a platform that writes down what it hears. */
function opened(launchData: object, kept?: object) {
  const listeners = new Map<string, (event: object) => void>();
  const leaving: (() => void)[] = [];
  const said: Said[] = [];
  const ids = new Set<string>();
  const documents = new Map<string, unknown>([
    ['LMS.LaunchData', launchData],
    ['podarium', kept],
  ]);
  const restored: string[] = [];
  const requests: string[] = [];
  const request = async (address: string, { method = 'GET', headers, body }: RequestInit = {}) => {
    const url = new URL(address);
    requests.push(`${method} ${url.pathname}`);
    if (url.pathname === '/token') return Response.json({ 'auth-token': 'dG9rZW4=' });
    expect((headers as Record<string, string>).Authorization).toBe('Basic dG9rZW4=');
    expect((headers as Record<string, string>)['X-Experience-API-Version']).toBe('1.0.3');
    if (url.pathname.endsWith('/statements')) {
      for (const { verb, object, result, context, ...rest } of JSON.parse(String(body))) {
        expect(rest).toMatchObject({ actor, timestamp: expect.stringMatching(/Z$/) });
        // A statement that comes again is the one that is there already.
        if (ids.has(rest.id)) continue;
        ids.add(rest.id);
        expect(rest.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        said.push({ verb: verb.id.split('/').pop(), object, result, context });
      }
      return Response.json([]);
    }
    const id = url.searchParams.get('stateId') ?? 'profile';
    expect(JSON.parse(url.searchParams.get('agent') ?? '')).toEqual(actor);
    if (method === 'PUT') documents.set(id, JSON.parse(String(body)));
    else if (documents.get(id) === undefined) return new Response(null, { status: 404 });
    return method === 'PUT' ? new Response(null, { status: 204 }) : Response.json(documents.get(id));
  };
  const api = {
    on: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    state: { set: async (text: string) => void restored.push(text) },
  } as unknown as PageApi;
  const window = {
    location: { search },
    fetch: request,
    addEventListener: (_name: string, listener: () => void) => leaving.push(listener),
  } as unknown as Window;
  const tell = (name: string, event: object) => listeners.get(name)?.(event);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  const leave = () => {
    for (const each of leaving) each();
  };
  return { begun: reportToCmi5(api, window), tell, leave, settled, said, documents, restored, requests };
}

const guess = {
  ...{ step: 'guess-one', answer: 2, correct: false, right: 0 },
  ...{ question: 'What is there?', options: ['Two pods', 'Another', 'The same'], drawn: undefined },
};

const template = { extensions: { [sessionId]: 's-1' }, contextActivities: { grouping: [{ id: 'urn:podarium:au' }] } };
const categories = (one: Said) => (one.context.contextActivities.category ?? []).map(({ id }) => id.split('/').pop());

it('says first that it was opened and last that it was left, and the rest once', async () => {
  const page = opened({ contextTemplate: template, launchMode: 'Normal', masteryScore: 0.7 });
  await page.begun;
  expect(page.requests.slice(0, 4)).toEqual([
    'POST /token',
    'GET /xapi/activities/state',
    'GET /xapi/agents/profile',
    'GET /xapi/activities/state',
  ]);
  page.tell('prediction', { ...guess, correct: undefined, right: undefined });
  page.tell('prediction', guess);
  page.tell('state', { state: '1.abc' });
  page.tell('complete', { passed: true, scaled: 0.6 });
  page.tell('complete', { passed: true, scaled: 0.9 });
  page.tell('complete', { passed: false, scaled: 0.1 });
  await page.settled();
  page.leave();
  page.leave();
  await page.settled();
  expect(page.said.map(({ verb }) => verb)).toEqual([
    'initialized',
    'answered',
    'completed',
    'failed',
    'passed',
    'terminated',
  ]);
  const [initialized, answered, completed, failed, passed, terminated] = page.said;
  const spent = expect.stringMatching(/^PT\d+\.\d\dS$/);
  expect(initialized.result).toBeUndefined();
  expect(answered.result).toEqual({ response: '2', success: false });
  expect(completed.result).toEqual({ completion: true, duration: spent });
  expect(failed.result).toEqual({ success: false, score: { scaled: 0.6 }, duration: spent });
  expect(passed.result).toEqual({ success: true, score: { scaled: 0.9 }, duration: spent });
  expect(terminated.result).toEqual({ duration: spent });
  expect(page.said.map(categories)).toEqual([
    ['cmi5'],
    [],
    ['cmi5', 'moveon'],
    ['cmi5', 'moveon'],
    ['cmi5', 'moveon'],
    ['cmi5'],
  ]);
  for (const { context } of page.said) {
    expect(context.registration).toBe('r-1');
    expect(context.extensions[sessionId]).toBe('s-1');
    expect(context.contextActivities.grouping).toEqual([{ id: 'urn:podarium:au' }]);
  }
  expect(page.said.map(({ context }) => context.extensions[mastery])).toEqual([
    undefined,
    undefined,
    undefined,
    0.7,
    0.7,
    undefined,
  ]);
  expect(page.documents.get('podarium')).toEqual({
    state: '1.abc',
    completed: true,
    passed: true,
    answers: { 'guess-one': '2 false' },
  });
});

it('takes the run up another day, and does not say again what was said', async () => {
  const kept = { state: '1.abc', completed: true, passed: true, answers: { 'guess-one': '2 false' } };
  const page = opened({ contextTemplate: template, launchMode: 'Normal' }, kept);
  await page.begun;
  expect(page.restored).toEqual(['1.abc']);
  page.tell('prediction', guess);
  page.tell('complete', { passed: true, scaled: 1 });
  await page.settled();
  page.leave();
  await page.settled();
  expect(page.said.map(({ verb }) => verb)).toEqual(['initialized', 'terminated']);
});

it.each(['Browse', 'Review'])('%s: nothing but the first and the last', async (launchMode) => {
  const page = opened({ contextTemplate: template, launchMode });
  await page.begun;
  page.tell('prediction', { ...guess, correct: true, right: 2 });
  page.tell('complete', { passed: true, scaled: 1 });
  page.tell('state', { state: '1.abc' });
  page.leave();
  await page.settled();
  expect(page.said.map(({ verb }) => verb)).toEqual(['initialized', 'terminated']);
  expect(page.documents.get('podarium')).toBeUndefined();
});

it('what was not acknowledged leaves together with the last', async () => {
  const page = opened({ contextTemplate: template, launchMode: 'Normal' });
  await page.begun;
  page.tell('complete', { passed: true, scaled: 1 });
  page.leave();
  await page.settled();
  expect(page.said.map(({ verb }) => verb)).toEqual(['initialized', 'completed', 'passed', 'terminated']);
});

it('an answer comes with its words, and a line that was drawn with its values', async () => {
  const page = opened({ contextTemplate: template, launchMode: 'Normal' });
  await page.begun;
  page.tell('prediction', guess);
  page.tell('prediction', {
    ...guess,
    step: 'line',
    correct: undefined,
    right: undefined,
    options: [],
    drawn: [1, 2, 9],
  });
  page.tell('prediction', { ...guess, step: 'left-out', answer: -1, correct: undefined });
  await page.settled();
  const [, chosen, drawn] = page.said;
  expect(page.said).toHaveLength(3);
  expect(chosen.object.definition).toMatchObject({
    interactionType: 'choice',
    description: { en: 'What is there?' },
    choices: [{ id: '0', description: { en: 'Two pods' } }, { id: '1' }, { id: '2' }],
    correctResponsesPattern: ['0'],
  });
  expect(drawn.object.definition).toMatchObject({ interactionType: 'other' });
  expect(drawn.result).toEqual({ response: '1,2,9' });
});

it('an address that no platform wrote is none', () => {
  expect(launchOf(search)?.endpoint).toBe(`${endpoint}/`);
  expect(launchOf('?endpoint=https://platform.example/')).toBeUndefined();
  expect(launchOf(search.replace('actor=%7B', 'actor=%5B%7B'))).toBeUndefined();
  expect(duration(61_234)).toBe('PT61.23S');
});
