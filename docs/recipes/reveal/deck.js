// A lesson on a slide: opened when its slide is shown, paused when the talk goes on. Slides are as large as the window and never scaled,
// so the texts of the frame stay readable on a telephone and on a wall.
import Reveal from './reveal.js/dist/reveal.mjs';

const deck = new Reveal({
  width: '100%',
  height: '100%',
  margin: 0,
  minScale: 1,
  maxScale: 1,
  center: false,
  hash: true,
  scrollActivationWidth: null,
});
const lessonsOn = (slide) => slide?.querySelectorAll('podarium-lesson') ?? [];

function shown({ currentSlide, previousSlide }) {
  for (const lesson of lessonsOn(previousSlide)) lesson.podarium?.time.pause();
  for (const lesson of lessonsOn(currentSlide)) void lesson.open();
}
deck.on('ready', shown);
deck.on('slidechanged', shown);
for (const name of ['ready', 'step', 'prediction', 'action', 'verdict', 'complete', 'error'])
  document.addEventListener(`podarium-${name}`, ({ detail }) => {
    const item = document.createElement('li');
    item.textContent = `${name} ${detail.step}`;
    document.getElementById('told').append(item);
  });
await customElements.whenDefined('podarium-lesson');
await deck.initialize();
