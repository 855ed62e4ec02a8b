// A lesson of Podarium as a component of Vue 3. Where there is no browser (server rendering, static builds) only the slot is written, so
// put a link there; in a browser the frame comes when its place is near the window. Another lesson is another frame; another step or theme
// is told to the frame that is there; options are read when a frame is made.
import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, ref, shallowRef, watch } from 'vue';

const events = ['step', 'prediction', 'action', 'verdict', 'hint', 'score', 'complete', 'state', 'error'] as const;
export type EventName = (typeof events)[number];

/** When and where it happened, and what pages ask for most of what an event says; docs/embedding.md tells the rest. */
export interface Told extends Partial<Record<'code' | 'message' | 'state', string>> {
  readonly t: number;
  readonly step: string;
  readonly seq: number;
  readonly passed?: boolean;
  readonly correct?: boolean;
}

/** What is used here of the SDK. */
export interface Sim {
  readonly ready: Promise<unknown>;
  readonly lesson: { goto(step: string): Promise<unknown> };
  readonly view: { set(options: { theme: Theme }): Promise<void> };
  on(name: EventName, listener: (event: Told) => void): () => void;
  destroy(): void;
}
type Theme = 'light' | 'dark' | 'projector';

export const PodariumLesson = defineComponent({
  name: 'PodariumLesson',
  props: {
    /** The folder Podarium lies in, with its slash: an address, or a path that begins with one. */
    base: { type: String, required: true },
    lesson: { type: String, required: true },
    step: String,
    theme: String as PropType<Theme>,
    /** Further parameters, as docs/embedding.md lists them. */
    options: Object as PropType<Readonly<Record<string, unknown>>>,
  },
  emits: {
    told: (_name: EventName, _event: Told) => true,
    /** There is a cluster in the frame. */
    open: (_sim: Sim) => true,
  },
  setup(props, { emit, slots }) {
    const place = ref<HTMLElement>();
    const sim = shallowRef<Sim>();
    let made: Sim | undefined;
    let life = 0;
    const failed = (error: unknown) => emit('told', 'error', failure(error));

    async function open(): Promise<void> {
      const mine = ++life;
      const { base, lesson } = props;
      const { embedLesson } = await import(/* webpackIgnore: true */ /* @vite-ignore */ `${base}podarium.mjs`);
      if (mine !== life) return;
      const { step, theme, options } = props;
      const opened: Sim = await embedLesson(place.value, { ...options, base, lesson, step, theme });
      if (mine !== life) return opened.destroy();
      made = opened;
      for (const name of events) opened.on(name, (event) => emit('told', name, event));
      await opened.ready;
      sim.value = opened;
      emit('open', opened);
    }
    function close(): void {
      life++;
      made?.destroy();
      made = undefined;
      sim.value = undefined;
    }
    function begin(): void {
      close();
      const mine = life + 1;
      open().catch((error) => mine === life && failed(error));
    }

    onMounted(begin);
    onBeforeUnmount(close);
    watch(() => [props.base, props.lesson], begin);
    watch([() => props.step, () => props.theme], ([step, theme], [stepBefore, themeBefore]) => {
      if (step && step !== stepBefore) sim.value?.lesson.goto(step).catch(failed);
      if (theme && theme !== themeBefore) sim.value?.view.set({ theme }).catch(failed);
    });
    return () => h('div', [h('div', { ref: place }), sim.value ? undefined : slots.default?.()]);
  },
});

/** A call that failed or was refused, as an event. */
function failure(error: unknown): Told {
  const { code = 'failed', message } = error as { readonly code?: string; readonly message: string };
  return { t: 0, step: '', seq: 0, code, message };
}
