import { signal } from '@preact/signals';
import { whenReached } from '../api/client.ts';

/** Whether the latest request found no fleet at all. A page says so once, at its top; its parts keep silent and ask again. */
export const away = signal(false);

whenReached((reached) => {
  away.value = !reached;
});
