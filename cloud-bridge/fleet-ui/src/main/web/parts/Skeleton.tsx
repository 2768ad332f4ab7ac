/** What stands in a place until its content has come. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} class="skeleton-row" />
      ))}
    </div>
  );
}
