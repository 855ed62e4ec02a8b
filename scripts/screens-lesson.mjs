// `npm run screens -- --lesson ID`: a lesson as a learner sees it, sentence by sentence. The page plays it by its own solution, at the
// tempo it has for anybody, and a picture is taken of every sentence, question, task and answer. They go to a temporary folder.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const sizes = ['1440x900', '320x640'];
const mostPictures = 120;
/** The camera's way and the bubble's, before a picture is taken. */
const settleMs = 900;
/** Looks, a quarter of a second apart. */
const hurryAfter = 32;

/** Pictures of one lesson: at each size one run of it, and in each theme a picture of every moment of that run. */
export async function takeLesson(browser, base, out, lesson, { size, theme, step, option = '0' }) {
  for (const wanted of size ? size.split(',') : sizes) {
    const [width, height] = wanted.split('x').map(Number);
    const themes = theme ? theme.split(',') : width < 600 ? ['dark'] : ['dark', 'light'];
    const page = await browser.newPage({ viewport: { width, height }, hasTouch: width < 600 });
    page.on('pageerror', (error) => console.error(`${lesson}: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && console.error(`${lesson}: ${message.text()}`));
    const folder = join(out, lesson, wanted);
    mkdirSync(folder, { recursive: true });
    await page.goto(`${base}?lesson=${lesson}&theme=${themes[0]}${step ? `&step=${step}` : ''}`);
    await page.getByTestId('lesson').waitFor();
    await page.waitForTimeout(1500);
    await play(page, Number(option), async (name) => {
      await page.waitForTimeout(settleMs);
      for (const theme of themes) {
        await page.evaluate((to) => window.podarium.view.set({ theme: to }), theme);
        if (themes.length > 1) await page.waitForTimeout(400);
        await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
      }
    });
    await page.close();
    console.log(folder);
  }
}

/** The lessons of the course: those that have a folder. */
export function lessonIds() {
  const scenarios = join(root, 'src/scenarios');
  return readdirSync(scenarios).filter((name) => existsSync(join(scenarios, name, 'lesson.yaml')));
}

async function play(page, option, take) {
  let taken = 0;
  while (taken < mostPictures) {
    const now = await lookAt(page);
    const name = `${String(now.index + 1).padStart(2, '0')}-${now.step || 'debrief'}`;
    const shoot = (what) => take(`${String(++taken).padStart(2, '0')}-${name}${what}`);
    await shoot(now.answered ? '-answered' : '');
    if (now.over) return;
    if (now.asks > 0) {
      const chosen = Math.min(option, now.asks - 1);
      await page.evaluate((which) => window.podarium.lesson.answer(which, 'fairly'), chosen);
    } else if (now.task) await page.evaluate(() => window.podarium.lesson.solve());
    else await page.evaluate(() => window.podarium.lesson.next());
    await page.waitForTimeout(600);
    const then = await lookAt(page);
    if (then.step === now.step && !then.next && (now.asks > 0 || now.task)) await shoot('-running');
    await goesOn(page, now.task ? now.step : '');
  }
}

/** Waits for a way on: a button, a question or a task that is not the one being done. */
async function goesOn(page, doing) {
  const hasWay = async () => {
    const { step, next, asks, task, over } = await lookAt(page);
    return over || next || asks > 0 || (task && step !== doing);
  };
  let polls = 0;
  for (; polls < 600 && !(await hasWay()); polls++) {
    // What takes a learner minutes of looking on need not take as long here.
    if (polls === hurryAfter) await page.evaluate(() => window.podarium.time.play({ speed: 60 }));
    await page.waitForTimeout(250);
  }
  if (polls > hurryAfter) await page.evaluate(() => window.podarium.time.play({ speed: 'auto' }));
}

/** What stands on the page. */
async function lookAt(page) {
  return page.evaluate(async () => {
    const { step, index } = await window.podarium.lesson.info();
    const panel = document.querySelector('[data-testid="lesson"]');
    const ways = [...panel.querySelectorAll('footer button:enabled')].map(({ textContent }) => textContent);
    const asked = [...panel.querySelectorAll('input[name="prediction"], input[type="number"]')];
    const next = ways.some((text) => /Next/.test(text));
    const arranging = /Watch what happens\.|This is being prepared\./.test(panel.textContent);
    return {
      step,
      index,
      next,
      over: step === '',
      asks: arranging ? 0 : asked.filter((input) => input.matches(':enabled')).length,
      answered: asked.length > 0 && asked.every((input) => input.matches(':disabled')),
      task: !next && !arranging && panel.querySelector('[data-goal]') !== null,
    };
  });
}
