// The texts around a sketch: what its row and its lines are, and how it is drawn.

export const sketchWords = {
  caption: (unit: string) => `Your sketch, in ${unit}`,
  after: 'After',
  yours: 'yours',
  measured: 'measured',
  cell: (time: string, unit: string) => `after ${time}, ${unit}`,
  how: (start: number, unit: string) =>
    `Now: ${start} ${unit}. Draw with the pointer, or change the numbers: up and down change one, left and right go along.`,
  locked: 'Dashed and round is yours.',
  both: 'Dashed and round is yours, solid and square was measured.',
} as const;
