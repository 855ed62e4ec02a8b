// Firefox with a hand on it: opened with a fresh profile and told, over the protocol that it brings along (Marionette: numbered JSON texts on
// a socket), to go to an address, to run something in a page or a frame of it, and to press keys as a keyboard does. It needs no driver.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const startsWithinMs = 60_000;
const element = 'element-6066-11e4-a52e-4f735466cecf';
/** Keys that are no letters, as the protocol names them. */
const keys = { Tab: '\uE004', Enter: '\uE007', Space: ' ', Escape: '\uE00C', Home: '\uE011', Down: '\uE015' };

/**
 * Opens Firefox. `preferences` are those of about:config.
 * @param {string} executable
 * @param {Readonly<Record<string, string | number | boolean>>} [preferences]
 */
export async function openFirefox(executable, preferences = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'podarium-firefox-'));
  const all = {
    'marionette.port': 0,
    'browser.shell.checkDefaultBrowser': false,
    ...preferences,
  };
  const lines = Object.entries(all).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const flags = ['--headless', '--no-remote', '--marionette', '--profile', profile, 'about:blank'];
  const browser = spawn(executable, flags, { stdio: 'ignore', env: { ...process.env, HOME: profile } });
  const closed = async () => {
    browser.kill('SIGKILL');
    await rm(profile, { recursive: true, force: true, maxRetries: 10 }).catch(() => {});
  };
  try {
    const { ask, end } = await openLine(await portIn(profile));
    await ask('WebDriver:NewSession', { capabilities: { alwaysMatch: { timeouts: { script: 600_000 } } } });
    return {
      /** @param {string} url */
      goto: (url) => ask('WebDriver:Navigate', { url }),
      /**
       * Runs a function where the last `into` went; what it comes to has to be data.
       * @param {string | ((...args: any[]) => unknown)} what
       * @param {...unknown} args
       * @returns {Promise<any>}
       */
      run: async (what, ...args) => {
        const script = `return Promise.resolve((${what})(...JSON.parse(arguments[0]))).then((it) => JSON.stringify(it ?? null))`;
        const { value } = await ask('WebDriver:ExecuteScript', { script, args: [JSON.stringify(args)] });
        return JSON.parse(value);
      },
      /** @param {string} key one of the names above, or a letter */
      press: (key) => {
        const value = keys[key] ?? key;
        const actions = [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ];
        return ask('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
      },
      /** Into the frame with that selector, or out to the page. */
      into: async (selector) => {
        await ask('WebDriver:SwitchToFrame', {});
        if (selector === undefined) return;
        const { value } = await ask('WebDriver:FindElement', { using: 'css selector', value: selector });
        await ask('WebDriver:SwitchToFrame', { element: value[element] });
      },
      close: async () => {
        end();
        await closed();
      },
    };
  } catch (error) {
    await closed();
    throw error;
  }
}

/** Firefox writes into its profile where it listens. */
async function portIn(profile) {
  const file = join(profile, 'MarionetteActivePort');
  for (const until = Date.now() + startsWithinMs; Date.now() < until; ) {
    const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    if (port > 0) return port;
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error(`Firefox did not start within ${startsWithinMs / 1000} s`);
}

/** A message is its length in bytes, a colon, and [0, number, command, parameters]; an answer [1, number, error, result]. */
async function openLine(port) {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map();
  let last = 0;
  let greeted = () => {};
  const greeting = new Promise((resolve) => {
    greeted = resolve;
  });
  let bytes = Buffer.alloc(0);
  const fail = () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox is gone'));
    waiting.clear();
  };
  socket.on('data', (part) => {
    bytes = Buffer.concat([bytes, part]);
    for (let colon = bytes.indexOf(':'); colon > 0; colon = bytes.indexOf(':')) {
      const end = colon + 1 + Number(bytes.subarray(0, colon));
      if (bytes.length < end) return;
      const message = JSON.parse(bytes.subarray(colon + 1, end).toString());
      bytes = bytes.subarray(end);
      if (!Array.isArray(message)) greeted();
      else {
        const [, id, error, result] = message;
        const { resolve, reject, command } = waiting.get(id);
        waiting.delete(id);
        if (error) reject(new Error(`${command}: ${error.error}: ${error.message}`));
        else resolve(result ?? {});
      }
    }
  });
  socket.on('error', fail);
  socket.on('close', fail);
  await greeting;
  return {
    ask: (command, parameters) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject, command });
        const text = JSON.stringify([0, id, command, parameters]);
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      }),
    end: () => socket.destroy(),
  };
}
