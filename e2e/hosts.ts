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

/** Everything that went wrong on a page, in any of its frames. */
export function troubles(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return problems;
}
