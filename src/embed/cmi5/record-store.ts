// The learning record store behind a cmi5 platform: a token that is given once, documents, and statements. Statements leave one after the
// other; those that have not been acknowledged when the page goes away leave once more, together with the last one.

import type { Launch, LaunchData, Statement } from './statements.ts';

/** What is kept between two visits: the run, and what must not be said twice. */
export interface Kept {
  readonly state: string;
  readonly completed: boolean;
  readonly passed: boolean;
  /** What was said last of each step's prediction. */
  readonly answers: Readonly<Record<string, string>>;
}

const stateId = 'podarium';

export class RecordStore {
  private queue: Promise<unknown> = Promise.resolve();
  private readonly unsent: Statement[] = [];

  private constructor(
    private readonly launch: Launch,
    private readonly token: string,
    private readonly request: typeof fetch,
  ) {}

  static async open(launch: Launch, request: typeof fetch): Promise<RecordStore> {
    const answer = await request(launch.fetch, { method: 'POST' });
    const said = (await answer.json()) as { readonly 'auth-token'?: string; readonly 'error-text'?: string };
    const token = said['auth-token'];
    if (!token) throw new Error(`the platform gave no token${said['error-text'] ? `: ${said['error-text']}` : ''}`);
    return new RecordStore(launch, token, request);
  }

  async launchData(): Promise<LaunchData> {
    const data = await this.document<LaunchData>(this.stateAddress('LMS.LaunchData'));
    if (!data?.contextTemplate) throw new Error('the platform has no launch data');
    // The profile wants them asked for, though nothing here depends on them.
    await this.document(this.address('agents/profile', { profileId: 'cmi5LearnerPreferences' }));
    return data;
  }

  kept(): Promise<Kept | undefined> {
    return this.document<Kept>(this.stateAddress(stateId));
  }

  keep(kept: Kept): void {
    this.inTurn(() => this.send('PUT', this.stateAddress(stateId), kept));
  }

  say(statement: Statement): void {
    this.unsent.push(statement);
    this.inTurn(async () => {
      if (!this.unsent.includes(statement)) return;
      await this.send('POST', this.address('statements'), [statement]);
      this.unsent.splice(this.unsent.indexOf(statement), 1);
    });
  }

  /** The page goes away, and nothing can be waited for. */
  end(last: Statement): void {
    const all = [...this.unsent.splice(0), last];
    void this.send('POST', this.address('statements'), all, true).catch(() => undefined);
  }

  private inTurn(work: () => Promise<unknown>): void {
    this.queue = this.queue.then(work).catch((error: Error) => console.info(`Podarium: ${error.message}`));
  }

  private async document<T>(address: string): Promise<T | undefined> {
    const answer = await this.request(address, { headers: this.headers() });
    if (answer.status === 404 || answer.status === 204) return undefined;
    if (!answer.ok) throw new Error(`the platform answered ${answer.status}`);
    return (await answer.json()) as T;
  }

  private async send(method: 'PUT' | 'POST', address: string, body: object, keepalive = false): Promise<void> {
    const headers = { ...this.headers(), 'Content-Type': 'application/json' };
    const answer = await this.request(address, { method, headers, body: JSON.stringify(body), keepalive });
    if (!answer.ok) throw new Error(`the platform refused what was reported: ${answer.status}`);
  }

  private stateAddress(id: string): string {
    const { activityId, registration } = this.launch;
    return this.address('activities/state', { stateId: id, activityId, registration });
  }

  private address(path: string, query?: Readonly<Record<string, string>>): string {
    if (!query) return this.launch.endpoint + path;
    return `${this.launch.endpoint}${path}?${new URLSearchParams({ ...query, agent: JSON.stringify(this.launch.actor) })}`;
  }

  private headers(): Record<string, string> {
    return { Authorization: `Basic ${this.token}`, 'X-Experience-API-Version': '1.0.3' };
  }
}
