// A pod that already names its node fits nowhere else.
import { type Plugin, verdict } from './plugin.ts';

const REFUSED = verdict('NodeName', 'UnschedulableAndUnresolvable', "node(s) didn't match the requested node name");

export const nodeName: Plugin = {
  name: 'NodeName',
  preFilter({ pod }) {
    const wanted = pod.spec?.nodeName;
    if (wanted === undefined || wanted === '') return undefined;
    return { filter: (node) => (node.name === wanted ? undefined : REFUSED) };
  },
};
