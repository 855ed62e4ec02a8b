// A transcript is a terminal session as text: commands, what they printed, waits in between, and the files they used.
// Two sessions are compared up to what differs from run to run anyway: ages, random letters, UIDs, addresses, placement,
// container ids and the machine's kernel. Columns, order, wording and exit codes have to be the same.

export interface TranscriptStep {
  /** The line after `$ `, with `kubectl`; undefined for a wait that is not part of the session. */
  readonly command: string | undefined;
  /** `kubectl wait …` or `sleep 45`, for a wait; else what was done beside the session, in words. */
  readonly wait: string | undefined;
  /** What was printed, as in the transcript: `[stderr] ` and `[exit N]` lines last. */
  readonly output: string;
}

export interface Transcript {
  readonly namespace: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly TranscriptStep[];
}

export function parseTranscript(text: string): Transcript {
  const files: Record<string, string> = {};
  const steps: { command: string | undefined; wait: string | undefined; lines: string[] }[] = [];
  let file: string | undefined;
  let current: string[] | undefined;
  for (const line of text.split('\n')) {
    const begins = /^# file (\S+)$/.exec(line);
    // A remark says what the recorder did beside the session.
    const waited = /^# \((?:waited: )?(.*)\)$/.exec(line);
    if (begins !== null) {
      file = begins[1];
      files[file] = '';
    } else if (file !== undefined && /^# {3}/.test(line)) {
      files[file] += `${line.slice(4)}\n`;
    } else if (waited !== null) {
      steps.push({ command: undefined, wait: waited[1], lines: [] });
      current = undefined;
    } else if (line.startsWith('$ ')) {
      current = [];
      steps.push({ command: line.slice(2), wait: undefined, lines: current });
      file = undefined;
    } else current?.push(line);
  }
  return {
    namespace: /namespace (\S+)/.exec(text)?.[1] ?? 'default',
    files,
    steps: steps.map(({ command, wait, lines }) => ({ command, wait, output: lines.join('\n').trimEnd() })),
  };
}

/** Standard output without blank lines at its end, then `[stderr] ` lines, then `[exit N]`, as transcripts are recorded. */
export function transcriptOf(outputs: readonly { readonly stream: string; readonly text: string }[]): string {
  const of = (stream: string): string =>
    outputs
      .filter((each) => each.stream === stream)
      .map(({ text }) => text)
      .join('');
  const lines = [of('stdout').replace(/\n+$/, '')].filter((text) => text !== '');
  const errors = of('stderr').replace(/\n$/, '');
  if (errors !== '') lines.push(...errors.split('\n').map((line) => `[stderr] ${line}`));
  const exit = of('exit');
  if (exit !== '' && exit !== '0') lines.push(`[exit ${exit}]`);
  return lines.join('\n');
}

/** Undefined when two outputs are the same session up to the tolerated differences; else the first lines that differ. */
export function difference(command: string, expected: string, actual: string): string | undefined {
  const [left, right] = [comparable(command, expected), comparable(command, actual)];
  if (left.join('\n') === right.join('\n')) return undefined;
  const at = left.findIndex((line, i) => line !== right[i]);
  const line = at < 0 ? left.length : at;
  return `line ${line + 1}\n  - ${left[line] ?? '(nothing)'}\n  + ${right[line] ?? '(nothing)'}`;
}

const letters = '[bcdfghjklmnpqrstvwxz2456789]';

/** What is replaced by a word, in this order. */
const tolerated: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/(containerd:\/\/|sha256:)[0-9a-f]{64}/g, '$1ID'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME'],
  [/resourceVersion("?): "\d+"/g, 'resourceVersion$1: "N"'],
  [new RegExp(`(-${letters}{8,10})-${letters}{5}\\b`, 'g'), '$1-XXXXX'],
  [new RegExp(`kube-api-access-${letters}{5}\\b`, 'g'), 'kube-api-access-XXXXX'],
  [/\b10\.244\.\d+\.\d+\b/g, 'IP'],
  // Addresses of Services and ports on the nodes are given by lot.
  [/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, 'IP'],
  [/:3\d{4}\//g, ':PORT/'],
  [new RegExp(`-${letters}{5}(?= +IPv4 )`, 'g'), '-XXXXX'],
  [/\bin [\d.]+m?s \([\d.]+m?s including waiting\)/g, 'in TIME'],
  [/Image size: \d+ bytes/g, 'Image size: N bytes'],
  [/docker\.io\/library\/(\S+)@sha256:ID/g, '$1@ID'],
  [/^( *(?:Machine ID|System UUID|Boot ID|Kernel Version|OS Image|Container Runtime Version):).*/gm, '$1'],
  [/<none> +\S.*\(amd64\) +containerd:\/\/\S+/g, '<none>  MACHINE'],
  [/\b\d+Ki\b/g, 'NKi'],
  // Ages, but not the seconds of a toleration or a probe.
  [/(?<!for |=)\b(?:\d+[ydhms]){1,2}\b/g, 'AGE'],
];

/** How busy something is differs from second to second; that it was measured does not. */
const measured: readonly (readonly [RegExp, string])[] = [
  [/\b\d+(?:\.\d+)?(?:[mns]|[KM]i)\b/g, 'AGE'],
  [/\b\d+%/g, 'N%'],
  [/(N%) \((?:0|AGE)\)/g, '$1 (AGE)'],
  [/(averageUtilization): \d+/g, '$1: N'],
  [/(averageValue): (?:AGE|"0")/g, '$1: AGE'],
  [/"(?:cpu|memory)":"\w+"/g, '"USED":"AGE"'],
];

function comparable(command: string, text: string): string[] {
  const isMeasured = /\btop\b|\bhpa\b|metrics/.test(command);
  // The recorder cut the blanks off the end of what was printed.
  let result = isMeasured ? text.trimEnd() : text;
  const patterns = isMeasured ? [...tolerated.slice(0, 5), ...measured, ...tolerated] : tolerated;
  for (const [pattern, word] of patterns) result = result.replace(pattern, word);
  const lines = result
    .split('\n')
    .filter((line) => !/^ *hugepages-/.test(line))
    .map(placeless);
  // Widths follow from what was replaced; a blank at the end of a line is part of the format.
  const squeezed = lines.map((line) => line.replace(/ {2,}/g, '  ').replace(/-{3,}/g, '---'));
  // One line a watch event: how many came while nothing changed for the reader is chance.
  if (/\brollout status\b/.test(command)) return squeezed.filter((line, i) => line !== squeezed[i - 1]);
  // Events of the same second come in the order of their random names.
  // So do rows that are sorted by what was measured.
  return /\bevents\b|--sort-by=(cpu|memory)/.test(command) ? squeezed.map((line) => line.trimEnd()).sort() : squeezed;
}

/** Where a pod was put may differ; what the node is called when it was typed may not. */
function placeless(line: string): string {
  if (!/\bIP\b|assigned|zone[=:"]|^Node: |nodeName"?:|hostIP"?:|"?ip"?: "?172/.test(line)) return line;
  if (/kubernetes\.io\/arch/.test(line)) return line;
  return line
    .replace(/\bnode-\d\b/g, 'node-N')
    .replace(/172\.30\.0\.\d+/g, 'HOST')
    .replace(/zone(=|: |": ")[abc]\b/g, 'zone$1Z');
}
