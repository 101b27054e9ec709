/** The chart as a picture, with what is raced and what came of it over it. */

import { themeNow } from "../theme.ts";

const MARGIN = 24;

export function pictureOf(chart: HTMLCanvasElement, finding: string, sentence: string): HTMLCanvasElement {
  const ratio = devicePixelRatio;
  const width = Math.max(chart.width / ratio, 480) + 2 * MARGIN;
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d")!;
  const { ground, ink, muted } = themeNow();
  const [large, small] = ["700 20px system-ui, sans-serif", "13px system-ui, sans-serif"];
  const parts = [
    { font: large, colour: ink, height: 27, lines: wrapped(ctx, large, finding, width - 2 * MARGIN) },
    { font: small, colour: muted, height: 19, lines: wrapped(ctx, small, sentence, width - 2 * MARGIN) },
  ];
  const words = parts.reduce((sum, { lines, height }) => sum + lines.length * height, 0) + 16;
  canvas.width = width * ratio;
  canvas.height = (words + chart.height / ratio + 2 * MARGIN) * ratio;
  ctx.scale(ratio, ratio);
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.textBaseline = "top";
  let y = MARGIN;
  for (const { font, colour, height, lines } of parts) {
    ctx.font = font;
    ctx.fillStyle = colour;
    for (const line of lines) {
      ctx.fillText(line, MARGIN, y);
      y += height;
    }
  }
  ctx.drawImage(chart, MARGIN, y + 16, chart.width / ratio, chart.height / ratio);
  return canvas;
}

function wrapped(ctx: CanvasRenderingContext2D, font: string, text: string, width: number): string[] {
  ctx.font = font;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && ctx.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Hands a file to whoever is at the page. */
export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
