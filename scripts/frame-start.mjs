// The frame's first script, a classic one (built as dist/embed/start.js): modules where the frame has an origin, one plain script where a
// sandbox has taken it away.
{
  const { module, styles } = document.currentScript.dataset;
  const opaque = self.origin === 'null';
  for (const href of opaque ? ['./app.css'] : styles.split(' ').filter(Boolean)) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
  }
  const script = document.createElement('script');
  if (opaque) script.src = './app.js';
  else {
    script.type = 'module';
    script.src = module;
  }
  document.body.append(script);
}
