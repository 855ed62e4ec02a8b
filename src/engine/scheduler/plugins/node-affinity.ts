// The pod's own wishes about the node's labels: nodeSelector and required affinity must hold, preferred affinity earns points.
// Terms are alternatives, the expressions within a term must all hold; a term that names nodes narrows the search to them.
import { matchesRequired, matchesTerm } from '../../api/node-choice.ts';
import type { Node, NodeSelectorTerm } from '../../api/types.ts';
import { normalizeByLargest, type Plugin, verdict } from './plugin.ts';

const REFUSED = verdict(
  'NodeAffinity',
  'UnschedulableAndUnresolvable',
  "node(s) didn't match Pod's node affinity/selector",
);
const CONFLICT = verdict('NodeAffinity', 'UnschedulableAndUnresolvable', 'pod affinity terms conflict');

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  preFilter({ pod }) {
    const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (required === undefined && pod.spec?.nodeSelector === undefined) return undefined;
    const filter = (info: { node: Node }) => (matchesRequired(pod.spec, info.node) ? undefined : REFUSED);
    const nodeNames = required === undefined ? undefined : namedNodes(required.nodeSelectorTerms ?? []);
    if (nodeNames === undefined) return { filter };
    return nodeNames.length === 0 ? { refusal: CONFLICT } : { filter, nodeNames };
  },
  preScore({ pod }) {
    const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (preferred === undefined || preferred.length === 0) return undefined;
    return {
      score(info) {
        let points = 0;
        for (const term of preferred) if (matchesTerm(term.preference, info.node)) points += term.weight;
        return points;
      },
      normalize: (raw) => normalizeByLargest(raw, false),
    };
  },
};

/** The nodes that the terms name; undefined when some term leaves the name open. */
function namedNodes(terms: readonly NodeSelectorTerm[]): readonly string[] | undefined {
  if (terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const term of terms) {
    let named: string[] | undefined;
    for (const field of term.matchFields ?? []) {
      if (field.key !== 'metadata.name' || field.operator !== 'In') continue;
      const values = field.values ?? [];
      named = named === undefined ? values : named.filter((name) => values.includes(name));
    }
    if (named === undefined) return undefined;
    for (const name of named) all.add(name);
  }
  return [...all].sort();
}
