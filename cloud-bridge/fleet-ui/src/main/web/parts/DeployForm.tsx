import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { asProblem, Problem } from '../api/problem.ts';
import type { Command } from '../api/types.ts';
import { base64, chunksOf, newestOf, resultOf, stepWords, type Progress } from '../logic/deployment.ts';
import { succeeded } from '../logic/life.ts';
import { commanded } from '../state/commanding.ts';
import { Notice } from './Notice.tsx';

const PATIENCE_S = 300;
const LOOK_MS = 1_000;
// so many parts are on their way at once: the link's round trip is paid once for all of them
const AT_ONCE = 4;

/** A package on its way to one gateway: through the fleet in parts, or fetched by the gateway itself. */
export function DeployForm({ serial, onDone }: { serial: string; onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [url, setUrl] = useState('');
  const [sha256, setSha256] = useState('');
  const [downgrade, setDowngrade] = useState(false);
  const [progress, setProgress] = useState<{ percent: number; text: string } | null>(null);
  const [result, setResult] = useState<{ good: boolean; text: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const tell = (percent: number, text: string) => setProgress((old) => ({ percent: Math.max(old?.percent ?? 0, percent), text }));

  const upload = async (jar: File): Promise<Command> => {
    const bytes = new Uint8Array(await jar.arrayBuffer());
    const hash = await hashOf(bytes);
    const waiting = chunksOf(bytes.length);
    let done = 0;
    const worker = async (): Promise<void> => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        const sent = await commanded(
          serial,
          'deployer',
          'Chunk',
          { sha256: hash, offset: part.offset, size: bytes.length, data: base64(bytes.subarray(part.offset, part.end)) },
          PATIENCE_S,
        );
        if (!succeeded(sent)) throw new Problem(-1, resultOf(sent).text, 'Send it again: parts that are there are kept.');
        done += part.end - part.offset;
        tell((60 * done) / bytes.length, `${done} of ${bytes.length} bytes are on the gateway`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return watched(hash, commanded(serial, 'deployer', 'Install', { sha256: hash, downgrade }, PATIENCE_S));
  };

  /** Shows what the gateway tells of the package until the command is over. */
  const watched = async (hash: string, sent: Promise<Command>): Promise<Command> => {
    const from = Date.now() / 1000 - 60;
    const look = setInterval(() => {
      api.points(serial, { name: 'weir:deploy', from, to: Date.now() / 1000 + 60, budget: 1000 }).then(
        (points) => {
          const newest = points.mode === 'raw' ? newestOf(points.v, hash) : null;
          if (newest && newest.phase !== 'SETTLED') tell(newest.percent, wordsOf(newest));
        },
        () => tell(0, 'The fleet does not say how far it is'),
      );
    }, LOOK_MS);
    return sent.finally(() => clearInterval(look));
  };

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (progress !== null) return;
    setResult(null);
    setProblem(null);
    tell(0, 'On its way');
    try {
      const sent = file
        ? await upload(file)
        : await watched(sha256, commanded(serial, 'deployer', 'Deploy', { url, sha256, downgrade }, PATIENCE_S));
      setResult(resultOf(sent));
    } catch (caught) {
      setProblem(asProblem(caught));
    } finally {
      setProgress(null);
      onDone();
    }
  };

  const ready = file !== null || (url !== '' && /^[0-9a-f]{64}$/.test(sha256));
  return (
    <form class="command-form" onSubmit={(e) => void submit(e)} aria-label="Deploy a plugin">
      <h2>Deploy a plugin</h2>
      <div class="field">
        <label class="field-label" for="package">
          Signed package
        </label>
        <input id="package" type="file" accept=".jar" onChange={(e) => setFile(e.currentTarget.files?.[0] ?? null)} />
      </div>
      {file === null && (
        <>
          <Text id="url" label="or the address that the gateway fetches it from" value={url} onInput={setUrl} />
          <Text id="sha256" label="and its SHA-256" value={sha256} onInput={(text) => setSha256(text.trim().toLowerCase())} />
        </>
      )}
      <div class="field field-check">
        <label class="field-label" for="downgrade">
          Also an older version
        </label>
        <input id="downgrade" type="checkbox" checked={downgrade} onChange={(e) => setDowngrade(e.currentTarget.checked)} />
      </div>
      <div class="command-send">
        <button type="submit" class="button button-primary" disabled={!ready} aria-disabled={progress !== null}>
          {progress === null ? 'Deploy' : 'Deploying…'}
        </button>
      </div>
      {progress && (
        <p role="status">
          <progress max={100} value={progress.percent} aria-label="Deployment" /> {Math.floor(progress.percent)} %, {progress.text}
        </p>
      )}
      {result && (
        <div class={`answer ${result.good ? 'answer-good' : 'answer-bad'}`} role="status">
          <p>{result.text}</p>
        </div>
      )}
      {problem && <Notice problem={problem} />}
    </form>
  );
}

function Text({ id, label, value, onInput }: { id: string; label: string; value: string; onInput: (text: string) => void }) {
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input id={id} type="text" autocomplete="off" spellcheck={false} value={value} onInput={(e) => onInput(e.currentTarget.value)} />
    </div>
  );
}

function wordsOf({ phase, bytes, totalBytes, secondsLeft }: Progress): string {
  const size = bytes < totalBytes ? `, ${bytes} of ${totalBytes} bytes` : '';
  const left = secondsLeft > 0 ? `, at most ${Math.ceil(secondsLeft)} s left` : '';
  return stepWords(phase) + size + left;
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // browsers keep this for pages that nobody on the way can change
  if (!window.isSecureContext) {
    throw new Problem(-1, 'Packages are uploaded over https only.', 'Open the fleet over https, or give an address.');
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
