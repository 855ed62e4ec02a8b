// @vitest-environment happy-dom
// A mistake in what is drawn leaves words where the page was, and is reported as any other.
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { sayBroken } from './notice.tsx';

function Page({ spoilt }: { readonly spoilt: boolean }) {
  if (spoilt) throw new Error('a mistake of ours');
  return <main>the page</main>;
}

it('says that the page cannot go on, and what is kept', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element, { onUncaughtError: sayBroken(element) });
  root.render(<Page spoilt={false} />);
  await vi.waitFor(() => expect(element.textContent).toBe('the page'));
  root.render(<Page spoilt />);
  await vi.waitFor(() =>
    expect(element.querySelector('[role="alert"]')?.textContent).toContain('What you did is kept'),
  );
  expect(reported).toHaveBeenCalledWith(new Error('a mistake of ours'));
});
