// `::podarium{lesson=self-healing}` in Markdown becomes `<PodariumLesson lesson="self-healing" />`. Docusaurus reads directives already, for
// its admonitions; here one more of them gets a meaning.
const base = 'https://podarium.example/';

export default function podariumDirective() {
  return (tree) => walk(tree);
}

function walk(node) {
  for (const [index, child] of (node.children ?? []).entries()) {
    if (child.type === 'leafDirective' && child.name === 'podarium') node.children[index] = lesson(child.attributes);
    else walk(child);
  }
}

function lesson(attributes) {
  const given = Object.entries({ base, ...attributes });
  return {
    type: 'mdxJsxFlowElement',
    name: 'PodariumLesson',
    attributes: given.map(([name, value]) => ({ type: 'mdxJsxAttribute', name, value })),
    children: [],
  };
}
