/** @param {Element} element @param {string} name */
const number = (element, name) => Number(element.getAttribute(name) ?? 0);

/** @param {Element} element */
const outlineOf = (element) => {
  if (element.tagName === 'path') return new Path2D(element.getAttribute('d') ?? '');
  const outline = new Path2D();
  if (element.tagName === 'rect') {
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => number(element, name));
    outline.roundRect(x ?? 0, y ?? 0, width ?? 0, height ?? 0, number(element, 'rx'));
  } else {
    outline.arc(number(element, 'cx'), number(element, 'cy'), number(element, 'r'), 0, 2 * Math.PI);
  }
  return outline;
};

/** @param {Element} element @param {CanvasRenderingContext2D} context */
const paint = (element, context) => {
  const { fill, stroke, strokeWidth, strokeDasharray, font, textAnchor } = getComputedStyle(element);
  context.fillStyle = fill;
  context.strokeStyle = stroke;
  context.lineWidth = Number.parseFloat(strokeWidth);
  context.setLineDash(strokeDasharray === 'none' ? [] : strokeDasharray.split(/[\s,]+/).map(Number.parseFloat));
  if (element.tagName === 'text') {
    context.font = font;
    context.textAlign = textAnchor === 'end' ? 'right' : 'left';
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    context.fillText(text.map((node) => node.textContent).join(''), number(element, 'x'), number(element, 'y'));
    return;
  }
  const outline = outlineOf(element);
  if (fill !== 'none') context.fill(outline);
  if (stroke !== 'none') context.stroke(outline);
};

const margin = 24;
const lineHeight = 24;

/**
 * Paints a picture of lines, boxes, circles and texts with the colours it has on the page. The page's policy forbids images
 * from anywhere else than the service, so the SVG is not loaded as an image.
 * @param {SVGSVGElement} svg
 * @param {readonly string[]} title lines above the picture, the first one in bold
 * @param {number} scale pixels of the image for each pixel of the page
 */
export const paintSvg = (svg, title, scale) => {
  const { width, height } = svg.viewBox.baseVal;
  const { backgroundColor, color, fontFamily } = getComputedStyle(svg);
  const canvas = document.createElement('canvas');
  const top = margin + title.length * lineHeight + (title.length > 0 ? 16 : 0);
  canvas.width = (width + 2 * margin) * scale;
  canvas.height = (height + top + margin) * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas');
  context.scale(scale, scale);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, width + 2 * margin, height + top + margin);
  context.fillStyle = color;
  for (const [index, line] of title.entries()) {
    context.font = `${index === 0 ? 650 : 400} ${index === 0 ? 18 : 14}px ${fontFamily}`;
    context.fillText(line, margin, margin + 16 + index * lineHeight, width);
  }
  context.translate(margin, top);
  for (const element of svg.querySelectorAll('path, rect, circle, text')) paint(element, context);
  return canvas;
};
