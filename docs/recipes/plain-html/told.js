// Every event of the lesson is an event of its element, and bubbles: here each becomes a line of the list.
for (const name of ['ready', 'step', 'prediction', 'action', 'verdict', 'complete', 'error'])
  document.addEventListener(`podarium-${name}`, ({ detail }) => {
    const item = document.createElement('li');
    item.textContent = `${name} ${detail.step}`;
    document.getElementById('told').append(item);
  });
