import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { DeviceSummary } from '../api/types.ts';
import { concernsOf, filterDevices, sortDevices, type StateFilter } from '../logic/devices.ts';
import { formatCount } from '../logic/format.ts';
import { DevicesTable, type Sorting } from '../parts/DevicesTable.tsx';
import { More } from '../parts/More.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PageTitle } from '../parts/PageTitle.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { usePolled } from '../state/polled.ts';

const REFRESH_MS = 5_000;
// what a browser redraws in a blink; the search finds the others
const ROWS = 300;

const FILTERS: readonly { state: StateFilter; label: string }[] = [
  { state: 'all', label: 'All' },
  { state: 'online', label: 'Online' },
  { state: 'offline', label: 'Offline' },
  { state: 'attention', label: 'Need a look' },
];

export function DevicesPage() {
  const { data, problem, at, refresh } = usePolled((signal) => api.devices(signal), 'devices', REFRESH_MS);
  const [search, setSearch] = useState('');
  const [state, setState] = useState<StateFilter>('all');
  const [sorting, setSorting] = useState<Sorting>({ key: 'serial', direction: 'ascending' });

  return (
    <>
      <div class="page-head">
        <PageTitle>Devices</PageTitle>
        {data && <Summary devices={data} />}
      </div>
      {problem && <Notice problem={problem} retry={refresh} since={at} />}
      {data === null && !problem && <Skeleton rows={6} label="The devices are being fetched" />}
      {data !== null && data.length === 0 && <NoDevices />}
      {data !== null && data.length > 0 && (
        <>
          <div class="toolbar">
            <SearchField label="Search devices" value={search} onChange={setSearch} />
            <div class="segments" role="group" aria-label="Show">
              {FILTERS.map((filter) => (
                <button
                  key={filter.state}
                  type="button"
                  aria-pressed={state === filter.state}
                  onClick={() => setState(filter.state)}
                >
                  {filter.label}
                  <span class="segment-count">{filterDevices(data, '', filter.state).length}</span>
                </button>
              ))}
            </div>
          </div>
          <Found devices={data} search={search} state={state} sorting={sorting} onSort={setSorting} />
        </>
      )}
    </>
  );
}

function Found({
  devices,
  search,
  state,
  sorting,
  onSort,
}: {
  devices: readonly DeviceSummary[];
  search: string;
  state: StateFilter;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  const [most, setMost] = useState(ROWS);
  const found = sortDevices(filterDevices(devices, search, state), sorting.key, sorting.direction);
  return (
    <>
      <p class="visually-hidden" role="status">
        {found.length} of {devices.length} devices shown
      </p>
      {found.length > 0 ? (
        <>
          <DevicesTable devices={found.slice(0, most)} sorting={sorting} onSort={onSort} />
          <More shown={Math.min(most, found.length)} all={found.length} onMore={() => setMost(most + ROWS)} />
        </>
      ) : (
        <div class="empty">
          <p class="empty-title">No device fits</p>
          <p>Try fewer words, or show all states.</p>
        </div>
      )}
    </>
  );
}

function Summary({ devices }: { devices: readonly DeviceSummary[] }) {
  const online = devices.filter((d) => d.online).length;
  const attention = devices.filter((d) => concernsOf(d).length > 0).length;
  const records = devices.reduce((sum, d) => sum + (d.records ?? 0), 0);
  return (
    <p class="page-summary">
      {formatCount(online)} of {formatCount(devices.length)} online · {formatCount(records)} records
      {attention > 0 && ` · ${formatCount(attention)} need a look`}
    </p>
  );
}

function NoDevices() {
  return (
    <div class="empty">
      <p class="empty-title">No device has reported yet</p>
      <p>Make an identity for one on the machine of the fleet, and copy the folder it writes to the gateway:</p>
      <pre>weir-fleet device add SERIAL --dir DIR --out FOLDER</pre>
      <p>It appears here with its first message.</p>
    </div>
  );
}
