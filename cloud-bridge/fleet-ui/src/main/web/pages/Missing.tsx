import { PageTitle } from '../parts/PageTitle.tsx';
import { devicesHref } from '../logic/route.ts';

export function MissingPage() {
  return (
    <div class="empty">
      <PageTitle>There is no such page</PageTitle>
      <p>The address may have been cut short.</p>
      <p>
        <a href={devicesHref}>All devices</a>
      </p>
    </div>
  );
}
