import { signal } from '@preact/signals';
import { parseRoute } from '../logic/route.ts';

/** Where we are; follows the address and the browser's back and forward. */
export const route = signal(parseRoute(location.hash));

/** How many zooms deep the present page of charts is: what "back" can undo. */
export const zoomDepth = signal(0);

interface Place {
  zoom?: number;
}

function follow(): void {
  route.value = parseRoute(location.hash);
  zoomDepth.value = (history.state as Place | null)?.zoom ?? 0;
}

/** Goes to another address within the pages. A zoom remembers that there is something to go back to. */
export function go(href: string, { zoom = false }: { zoom?: boolean } = {}): void {
  const place: Place = { zoom: zoom ? zoomDepth.peek() + 1 : 0 };
  history.pushState(place, '', href);
  follow();
}

export function back(): void {
  history.back();
}

addEventListener('hashchange', follow);
addEventListener('popstate', follow);
