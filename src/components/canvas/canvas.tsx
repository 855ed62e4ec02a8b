// The cluster as a picture.
import { useSession } from '../session/store.ts';
import { text } from '../ui/text/en.ts';

export function Canvas() {
  const nodes = useSession((s) => s.machineNames.length);
  return <section data-testid="canvas" aria-label={text.canvas.name(nodes, 0, 0)} />;
}
