// Nothing stands in the page itself: a policy without 'unsafe-inline' would not run it.
const told = document.getElementById('told');
for (const name of ['ready', 'step', 'prediction', 'action', 'verdict', 'complete', 'error'])
  document.addEventListener(`podarium-${name}`, ({ detail }) => {
    const item = document.createElement('li');
    item.textContent = `${name} ${detail.step}`;
    told.append(item);
  });
