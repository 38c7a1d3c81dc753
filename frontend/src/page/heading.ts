/** Return the first heading of the first level within an element and all shadows in it. */
export function firstHeading(root: ParentNode): HTMLElement | undefined {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.localName === 'h1') return element;
    const inside = element.shadowRoot && firstHeading(element.shadowRoot);
    if (inside) return inside;
  }
  return undefined;
}
