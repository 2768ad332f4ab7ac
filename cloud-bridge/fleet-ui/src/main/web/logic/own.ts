/** What the records mean that the agent sends of itself, "weir:<name>", in the order in which they are asked for. */
const WORDS: Record<string, string> = {
  link_up: 'Link to the cloud is up',
  backlog_records: 'Records that wait',
  backlog_bytes: 'Bytes that wait',
  backlog_age_s: 'Age of the oldest that waits',
  refused: 'Records refused for lack of room',
  evicted: 'Records given up for newer ones',
  dead: 'Segments the cloud refused',
  rejected: 'Packs that broke the rules',
  outages: 'Outages of the link',
  clock_offset_s: 'Clock is ahead by',
  flash_bytes: 'Written to flash',
  fsyncs: 'Flushes to flash',
  outbox_bytes: 'Outbox on disk',
  free_bytes: 'Free on disk',
  sent_bytes: 'Sent to the cloud',
  recorded: 'Records taken',
  repeated: 'Records that came twice',
  rss_bytes: 'Memory of the agent',
  progress: 'Progress of commands',
  deploy: 'Deployments',
};

const AGENT = 'weir:';
const ORDER = Object.keys(WORDS);
// of these the growth tells more than the total since the agent's start
const GROWING = new Set(['flash_bytes', 'fsyncs', 'sent_bytes', 'recorded']);

export const isOwn = (name: string): boolean => name.startsWith(AGENT);

export interface Own {
  /** In a person's words; the name itself where there are none. */
  title: string;
  counter: boolean;
  order: number;
}

/** One of the agent's own records. With several clouds each has some of its own: "weir:link_up:<cloud>". */
export function ownOf(name: string): Own {
  const [key = '', ...cloud] = name.slice(AGENT.length).split(':');
  const words = WORDS[key];
  const at = ORDER.indexOf(key);
  return {
    title: words === undefined ? name : [words, ...cloud].join(' · '),
    counter: GROWING.has(key),
    order: at < 0 ? ORDER.length : at,
  };
}
