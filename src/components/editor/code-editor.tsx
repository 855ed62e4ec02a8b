// The text area of the editor: CodeMirror with YAML, loaded only when a file is opened. Problems come from outside and are
// marked at their place; fields are proposed and explained from the API server's own schema.
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { editor as editorWords } from '../ui/text/editor.ts';
import { commonKinds, contextAt, describeField, suggestionsAt, typeAt } from './schema-help.ts';

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

interface Props {
  readonly name: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Place to go to, with a number that changes when it is asked for again. */
  readonly goTo: { readonly at: number; readonly asked: number } | undefined;
  readonly onChange: (text: string) => void;
  readonly onApply: () => void;
  /** Whether fields of Kubernetes are proposed and explained; they are, unless said otherwise. */
  readonly manifest?: boolean;
}

export default function CodeEditor(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!box.current) return;
    const state = EditorState.create({
      doc: latest.current.text,
      extensions: [
        ...extensions(props.name, () => latest.current.onApply()),
        ...(latest.current.manifest === false ? [] : manifestHelp),
        listenTo((text) => latest.current.onChange(text)),
      ],
    });
    const created = new EditorView({ state, parent: box.current });
    view.current = created;
    return () => created.destroy();
  }, [props.name]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === props.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } });
  }, [props.text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const length = editor.state.doc.length;
    const diagnostics = props.problems.map(({ from, to, message }) => ({
      from: Math.min(from, length),
      to: Math.min(to, length),
      severity: 'error' as const,
      message,
    }));
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [props.problems]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !props.goTo) return;
    const at = Math.min(props.goTo.at, editor.state.doc.length);
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    editor.focus();
  }, [props.goTo]);

  return <div ref={box} style={{ height: '100%', minHeight: 0 }} />;
}

const listenTo = (onChange: (text: string) => void) =>
  EditorView.updateListener.of((update) => {
    if (update.docChanged) onChange(update.state.doc.toString());
  });

function extensions(name: string, apply: () => void) {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    bracketMatching(),
    highlightActiveLine(),
    lintGutter(),
    yaml(),
    syntaxHighlighting(colours),
    EditorView.contentAttributes.of({ 'aria-label': editorWords.text(name), spellcheck: 'false', tabindex: '0' }),
    theme,
    keymap.of([
      { key: 'Mod-Enter', run: () => handled(apply) },
      // Tab indents only where text is selected or a line begins; Escape, then Tab, leaves the editor.
      { key: 'Tab', run: indentMore, shift: indentLess },
      { key: 'Escape', run: (editor) => handled(() => leave(editor)) },
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ];
}

/** What the API server's schema says about the field under the cursor. */
const manifestHelp = [
  autocompletion({ override: [completions], icons: false }),
  hoverTooltip(explain),
  placeholder('apiVersion: v1'),
];

/** Tells the keymap that the key is used up. */
function handled(run: () => void): boolean {
  run();
  return true;
}

/** Focus goes to Apply, so that the keyboard is never caught in the text. */
function leave(editor: EditorView): void {
  editor.dom.closest('[data-editor]')?.querySelector<HTMLElement>('[data-apply]')?.focus();
}

function completions(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\w./-]*/);
  if (!context.explicit && (!word || word.from === word.to)) return null;
  const place = contextAt(context.state.doc.toString(), context.pos);
  const options = suggestionsAt(place, commonKinds).map(({ label, insert, detail }) => ({
    label,
    apply: insert,
    detail,
  }));
  return options.length ? { from: word?.from ?? context.pos, options, validFor: /^[\w./-]*$/ } : null;
}

function explain(editor: EditorView, at: number) {
  const word = editor.state.wordAt(at);
  if (!word) return null;
  const line = editor.state.doc.lineAt(at);
  if (!/^\s*(-\s+)*$/.test(line.text.slice(0, word.from - line.from))) return null;
  const key = editor.state.sliceDoc(word.from, word.to);
  const field = typeAt({ ...contextAt(editor.state.doc.toString(), word.from), behind: undefined })?.fields.get(key);
  if (!field) return null;
  return {
    pos: word.from,
    end: word.to,
    above: true,
    create: () => {
      const dom = document.createElement('div');
      dom.textContent = describeField(field);
      return { dom };
    },
  };
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)' },
  { tag: [tags.string, tags.content, tags.literal, tags.number, tags.bool], color: 'var(--ink2)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--ink3)', fontStyle: 'italic' },
  { tag: [tags.separator, tags.punctuation, tags.meta], color: 'var(--ink3)' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--panel)', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--machine)', lineHeight: '17.5px', fontWeight: '500' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--ink3)', border: '0' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--raised) 55%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--line2)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--raised)', outline: '1px solid var(--edge)' },
  '.cm-placeholder': { color: 'var(--ink3)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--edge)',
    borderRadius: '6px',
    fontFamily: 'var(--machine)',
    fontSize: '11px',
  },
  '.cm-tooltip-hover > div': { padding: '4px 8px' },
  '.cm-tooltip-autocomplete ul li': { padding: '3px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--primary)',
    color: 'var(--primary-on)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.8', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--fail)', whiteSpace: 'pre-wrap' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fail)',
    textUnderlineOffset: '3px',
  },
  '.cm-lint-marker-error': {
    content: '""',
    width: '9px',
    height: '9px',
    background: 'var(--fail)',
    borderRadius: '2px',
  },
});
