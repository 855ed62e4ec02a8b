// The frame's first script, a classic one (built as dist/embed/start.js): modules where the frame has an origin, one plain script where a
// sandbox has taken it away.
{
  const { module, beside, styles } = document.currentScript.dataset;
  const opaque = self.origin === 'null';
  for (const href of opaque ? ['./app.css'] : styles.split(' ').filter(Boolean)) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
  }
  // The still picture needs nothing of the program, so it is there before it; the page puts its own in the same place.
  const asked = new URLSearchParams(location.search);
  const still = asked.get('mode') === 'poster';
  if (still) {
    const picture = document.createElement('img');
    picture.alt = '';
    picture.src = `../posters/${encodeURIComponent(asked.get('lesson') ?? 'sandbox')}.svg`;
    picture.style.cssText = 'display:block;margin:auto;max-width:100%;height:100vh;object-fit:contain';
    picture.addEventListener('error', () => picture.remove());
    document.getElementById('root')?.append(picture);
  }
  const script = document.createElement('script');
  if (opaque) script.src = './app.js';
  else {
    // What the module asks for, asked for now; whoever only sees the picture loads no engine.
    for (const href of still ? [] : beside.split(' ')) {
      const link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = href;
      document.head.append(link);
    }
    script.type = 'module';
    script.src = module;
  }
  document.body.append(script);
}
