export type Tone = 'good' | 'late' | 'bad' | 'off' | 'busy';

/** A state as a shape, a colour and a word: never by colour alone. */
export function State({ tone, children, title }: { tone: Tone; children: string; title?: string | undefined }) {
  return (
    <span class={`state state-${tone}`} title={title}>
      <span class="state-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
