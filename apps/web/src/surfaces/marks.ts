/** What is drawn of a path: lines, dots and crosses, each with a rim of the ground's colour. */

type Draw = CanvasRenderingContext2D;

export function trace(
  draw: Draw,
  pixels: readonly number[],
  dash: readonly number[],
  colour: string,
  width: number,
): void {
  draw.beginPath();
  // Far out of sight, canvases lose their way.
  const near = (value: number) => Math.min(1e5, Math.max(-1e5, value));
  for (let k = 0; k < pixels.length; k += 2) draw.lineTo(near(pixels[k]!), near(pixels[k + 1]!));
  draw.setLineDash([...dash]);
  draw.lineWidth = width;
  draw.strokeStyle = colour;
  draw.stroke();
  draw.setLineDash([]);
}

export function dot(draw: Draw, x: number, y: number, radius: number, colour: string, rim: string): void {
  draw.beginPath();
  draw.arc(x, y, radius, 0, 2 * Math.PI);
  draw.fillStyle = colour;
  draw.fill();
  draw.lineWidth = 1;
  draw.strokeStyle = rim;
  draw.stroke();
}

function strokes(
  draw: Draw,
  lines: readonly (readonly [number, number, number, number])[],
  colour: string,
  rim: string,
): void {
  for (const [style, width] of [
    [rim, 5],
    [colour, 2],
  ] as const) {
    draw.beginPath();
    for (const [a, b, c, d] of lines) {
      draw.moveTo(a, b);
      draw.lineTo(c, d);
    }
    draw.lineWidth = width;
    draw.strokeStyle = style;
    draw.stroke();
  }
}

export const cross = (draw: Draw, x: number, y: number, colour: string, rim: string): void =>
  strokes(
    draw,
    [
      [x - 7, y, x + 7, y],
      [x, y - 7, x, y + 7],
    ],
    colour,
    rim,
  );
export const saltire = (draw: Draw, x: number, y: number, colour: string, rim: string): void =>
  strokes(
    draw,
    [
      [x - 5, y - 5, x + 5, y + 5],
      [x - 5, y + 5, x + 5, y - 5],
    ],
    colour,
    rim,
  );

export function ring(draw: Draw, x: number, y: number, colour: string): void {
  draw.beginPath();
  draw.arc(x, y, 7, 0, 2 * Math.PI);
  draw.lineWidth = 2;
  draw.strokeStyle = colour;
  draw.stroke();
}
