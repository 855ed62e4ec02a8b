// A second web server for the tests of embedding: pages of a course, of another origin than Podarium. What a host page holds is given by
// each test; only what belongs to every page is here.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

export interface CourseSite {
  readonly origin: string;
  /** The address of a page with this body. */
  page(body: string): string;
  close(): void;
}

/** Another port is another origin, and another name of this machine another site. */
export async function courseSite(headers: Readonly<Record<string, string>> = {}): Promise<CourseSite> {
  const pages = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    const body = pages.get(request.url ?? '');
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
    response.end(
      body === undefined
        ? ''
        : `<!doctype html><html lang="en"><title>Course</title><link rel="icon" href="data:,">${body}</html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    page: (body) => {
      const path = `/${pages.size}`;
      pages.set(path, body);
      return origin + path;
    },
    close: () => server.close(),
  };
}

export interface Cmi5Platform {
  /** The address that opens the unit for the one learner there is. */
  launch(): string;
  /** What was said, each statement once however often it came. */
  verbs(): readonly string[];
  /** The run, as it was put away last. */
  kept(): string;
  close(): void;
}

/** A platform of cmi5 with its record store: it gives a token once for each opening and takes no word without one. */
export async function cmi5Platform(files: ReadonlyMap<string, string>): Promise<Cmi5Platform> {
  const tokens = new Set<string>();
  const statements = new Map<string, string>();
  let kept: string | undefined;
  const launchData = {
    launchMode: 'Normal',
    moveOn: 'CompletedOrPassed',
    masteryScore: 0.7,
    contextTemplate: { extensions: { 'https://w3id.org/xapi/cmi5/context/extensions/sessionid': 's-1' } },
  };
  const answer = (method: string, url: URL, authorization: string, body: string): string | undefined => {
    if (url.pathname === '/token') return JSON.stringify({ 'auth-token': url.searchParams.get('k') });
    if (!url.pathname.startsWith('/xapi/')) return files.get(url.pathname.slice(1));
    if (!tokens.has(authorization.replace('Basic ', ''))) return undefined;
    if (url.pathname === '/xapi/statements') {
      for (const { id, verb } of JSON.parse(body)) statements.set(id, String(verb.id).split('/').pop() ?? '');
      return '[]';
    }
    const state = url.searchParams.get('stateId');
    if (state === 'LMS.LaunchData') return JSON.stringify(launchData);
    if (state === 'podarium' && method === 'PUT') kept = body;
    return state === 'podarium' ? kept : '{}';
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://any');
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const text = answer(request.method ?? 'GET', url, request.headers.authorization ?? '', body);
      // What has not been kept yet is no mistake worth a line in the console: the profile knows 204 as well.
      const none = url.searchParams.get('stateId') === 'podarium' ? 204 : 404;
      const type = url.pathname.endsWith('.js')
        ? 'text/javascript'
        : url.pathname.endsWith('.css')
          ? 'text/css'
          : 'text/html';
      response.writeHead(text === undefined ? none : 200, { 'Content-Type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    launch: () => {
      const token = `t${tokens.size}`;
      tokens.add(token);
      const actor = JSON.stringify({ account: { homePage: origin, name: 'learner' } });
      const address = { endpoint: `${origin}/xapi/`, fetch: `${origin}/token?k=${token}`, actor, registration: 'r-1' };
      return `${origin}/index.html?${new URLSearchParams({ ...address, activityId: `${origin}/au` })}`;
    },
    verbs: () => [...statements.values()],
    kept: () => (kept === undefined ? '' : JSON.parse(kept).state),
    close: () => server.close(),
  };
}

/** Everything that went wrong on a page, in any of its frames. */
export function troubles(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return problems;
}
