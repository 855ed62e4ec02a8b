// Rule 11: what is said is so. Sentences that were pinned are judged when they are said, what a demonstration does is taken by the cluster,
// and every prepared answer is given from wherever it may be asked for and left again, with the script going on as if nobody had asked.

import { judge } from './assertions/evaluate.ts';
import { kindsIn } from './assertions/kinds.ts';
import { Scene } from './assertions/scene.ts';
import type { Note } from './contract.ts';
import { leadingNowhere } from './contract-references.ts';
import { actsInBeats, isDemonstration, sentencesOf } from './demonstration.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';
import { branchesOf, branchLesson } from './prepared-branch.ts';
import type { Phase } from './run-state.ts';
import { saidNow } from './said.ts';
import type { ActingBeat } from './say-schema.ts';
import type { Sliced } from './sliced.ts';

interface Tally {
  sentences: number;
  pinned: number;
  branches: number;
}

/** Goes through the lesson once more, with all that is asked on the way; `hashes` are the worlds of the run where nobody asked. */
export function* checkSentences(
  loaded: LoadedLesson,
  hashes: readonly string[],
  note: Note,
  tried: Note,
): Sliced<void> {
  const player = Player.fresh(loaded);
  const tally: Tally = { sentences: 0, pinned: 0, branches: 0 };
  for (let index = 0; index < hashes.length && player.run.index === index; index++) {
    const { id } = player.run.step;
    yield* player.arranging();
    if (player.run.step.kind === 'demo' || player.run.step.kind === 'narrate') {
      yield* speak(player, note, tally, id, true);
      if (player.run.index === index) player.run.primary('next');
    } else {
      for (const beat of sentencesOf(player.run.step)) judgeSentence(player, beat, note, tally, id);
      player.shown = () => {
        const beat = isSettled(player.run.phase) ? saidNow(player.run).beats[player.run.beat] : undefined;
        if (beat) judgeSentence(player, beat, note, tally, id);
      };
      yield* player.solving();
      player.shown = undefined;
    }
    if (player.host.hash() !== hashes[index]) note(11, `${id}: another world than without the questions`);
  }
  const { sentences, pinned, branches } = tally;
  tried(11, `${pinned} of ${sentences} sentences pinned, ${branches} answers`);
}

/** Every sentence of the present step, with what is done at it and what may be asked there. */
function* speak(player: Player, note: Note, tally: Tally, id: string, asked: boolean): Sliced<void> {
  const { run, host } = player;
  const sentences = sentencesOf(run.step) as readonly ActingBeat[];
  for (const [i, beat] of sentences.entries()) {
    if (i > 0) run.primary('next');
    yield* player.arranging();
    judgeSentence(player, beat, note, tally, id);
    // Where nothing is done between the sentences, the world is the same at all of them.
    if (!asked || (i > 0 && !actsInBeats(run.step))) continue;
    for (let which = 0; which < branchesOf(run).length; which++) {
      const before = host.hash();
      yield* answer(player, which, note, tally);
      tally.branches++;
      if (host.hash() !== before) note(11, `${id}: the answer ${branchesOf(run)[which].id} leaves a trace`);
    }
  }
}

/** Something is said after it. */
const isSettled = (phase: Phase): boolean => phase === 'revealed' || phase === 'passed';

/** A prepared answer, on a copy. */
function* answer(player: Player, which: number, note: Note, tally: Tally): Sliced<void> {
  const { run } = player;
  const { id } = branchesOf(run)[which];
  const away = new Player(branchLesson(run, which), player.host.fork(), player.seed, 0, run.ledger);
  const counted = { ...tally };
  yield* speak(
    away,
    (rule, text) => note(rule, `from sentence ${run.beat + 1}: ${text}`),
    counted,
    `${run.step.id} › ${id}`,
    false,
  );
  // Asked for at several sentences, its own are counted once.
  if (run.beat === 0) Object.assign(tally, counted);
}

function judgeSentence(player: Player, beat: ActingBeat, note: Note, tally: Tally, id: string): void {
  const { run, host } = player;
  const said = `${id}: "${beat.text.slice(0, 60)}"`;
  tally.sentences++;
  if (beat.expect) tally.pinned++;
  // A look back speaks of the past that is shown, and the step's own scene stays in the present.
  const past = run.step.kind === 'replay' ? new Scene(host, kindsIn(run.lesson), host.now()) : undefined;
  for (const clause of beat.expect ?? []) {
    if (past ? judge(clause, past).holds : run.stage.holds(clause)) continue;
    note(11, `${said} is said, but ${judge(clause, past ?? run.scene).sentence}`);
  }
  if (actsInBeats(run.step)) for (const text of leadingNowhere([beat], player)) note(1, `${said}: ${text}`);
  if (!isDemonstration(run.lesson)) return;
  const errors = host.drain().output.filter(({ stream }) => stream === 'stderr');
  if (beat.refused && errors.length === 0) note(11, `${said}: the cluster refuses nothing of it`);
  if (!beat.refused && errors.length > 0) note(11, `${said}: the cluster refuses it: ${errors[0].text.trim()}`);
}
