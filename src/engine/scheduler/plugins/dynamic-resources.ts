// Devices by claim: a pod without resource claims gets 0 points everywhere, yet the plugin stands in every table of scores,
// and it is the reason why failure messages say "no new claims to deallocate" before they speak of preemption.
import type { Plugin } from './plugin.ts';

export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  preScore: () => ({ score: () => 0 }),
};

/** PostFilter runs for every pod that fits nowhere: first this plugin's words, then DefaultPreemption's. */
export const NO_CLAIMS = 'no new claims to deallocate';
/** After a PreFilter refusal the plugin finds no state of its own, and its bare error is all that is printed. */
export const NO_STATE = 'not found';
