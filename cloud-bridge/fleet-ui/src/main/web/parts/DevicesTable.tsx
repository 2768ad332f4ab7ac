import type { DeviceSummary } from '../api/types.ts';
import { clockIsOff, HEALTH_WORDS, healthOf, lagIsHigh, type Direction, type SortKey } from '../logic/devices.ts';
import { formatCount, formatDuration } from '../logic/format.ts';
import { deviceHref } from '../logic/route.ts';
import { Ago } from './Ago.tsx';
import { State } from './State.tsx';

interface Column {
  key: SortKey;
  label: string;
  title?: string;
  number?: boolean;
}

const COLUMNS: readonly Column[] = [
  { key: 'state', label: 'State' },
  { key: 'serial', label: 'Device' },
  { key: 'lastSeen', label: 'Last seen' },
  { key: 'lag', label: 'Lag', title: 'How old the newest stored record is', number: true },
  { key: 'backlog', label: 'Backlog', title: 'Records that wait on the device, and the age of the oldest', number: true },
  { key: 'gaps', label: 'Lost', title: 'Records that are in gaps', number: true },
  { key: 'records', label: 'Records', title: 'Records stored', number: true },
  { key: 'clock', label: 'Clock', title: 'How far the clock of the device is off', number: true },
];

export interface Sorting {
  key: SortKey;
  direction: Direction;
}

/** The devices as a table; on a narrow screen each row folds into a card. */
export function DevicesTable({
  devices,
  sorting,
  onSort,
}: {
  devices: readonly DeviceSummary[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  const turn = (key: SortKey): void => {
    const same = sorting.key === key;
    // a first press shows what asks for attention: the largest number, but the first name
    const first: Direction = ['serial', 'state'].includes(key) ? 'ascending' : 'descending';
    const other: Direction = sorting.direction === 'ascending' ? 'descending' : 'ascending';
    onSort({ key, direction: same ? other : first });
  };
  return (
    <div class="table-frame">
      <table class="devices">
        <caption class="visually-hidden">Devices</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={column.number ? 'number' : undefined}
                aria-sort={sorting.key === column.key ? sorting.direction : undefined}
              >
                <button type="button" class="sort" title={column.title} onClick={() => turn(column.key)}>
                  {column.label}
                  <span class="sort-mark" aria-hidden="true" />
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <DeviceRow key={device.serial} device={device} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DeviceRow({ device }: { device: DeviceSummary }) {
  const health = healthOf(device);
  const backlog = device.backlogRecords ?? 0;
  const gaps = device.gapRecords ?? 0;
  return (
    <tr>
      <td data-label="State" class="cell-state">
        <State tone={health}>{HEALTH_WORDS[health]}</State>
      </td>
      <th scope="row" data-label="Device" class="cell-device">
        <a href={deviceHref(device.serial)} title={device.serial}>{device.serial}</a>
        {device.agentVersion && <span class="muted cell-version">{device.agentVersion}</span>}
      </th>
      <td data-label="Last seen">
        <Ago at={device.lastSeen} />
      </td>
      <td data-label="Lag" class={`number ${lagIsHigh(device) ? 'tone-late' : ''}`}>
        {formatDuration(device.lagSeconds)}
      </td>
      <td data-label="Backlog" class="number">
        {formatCount(device.backlogRecords)}
        {backlog > 0 && device.backlogAgeSeconds !== null && (
          <span class="muted cell-age"> · {formatDuration(device.backlogAgeSeconds)}</span>
        )}
      </td>
      <td data-label="Lost" class={`number ${gaps > 0 ? 'tone-bad' : 'muted'}`}>
        {formatCount(device.gapRecords)}
      </td>
      <td data-label="Records" class="number">
        {formatCount(device.records)}
      </td>
      <td data-label="Clock" class={`number ${clockIsOff(device) ? 'tone-late' : 'muted'}`}>
        {formatDuration(device.clockOffsetSeconds)}
      </td>
    </tr>
  );
}
