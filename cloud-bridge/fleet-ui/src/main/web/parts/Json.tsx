/** A value as JSON text; nothing for no value. Text is text: markup in it stays inert. */
export function Json({ value, label }: { value: unknown; label: string }) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && Object.keys(value).length === 0) return null;
  return (
    <pre class="json" role="group" aria-label={label} tabIndex={0}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
