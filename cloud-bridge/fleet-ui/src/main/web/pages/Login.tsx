import { useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem.ts';
import { Logo } from '../parts/Logo.tsx';
import { ThemeButton } from '../parts/ThemeButton.tsx';
import { logIn } from '../state/session.ts';

export function LoginPage({ expired }: { expired: boolean }) {
  const [user, setUser] = useState('admin');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const secret = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = 'Log in · Weir fleet';
    secret.current?.focus();
  }, []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await logIn(user.trim(), password);
    } catch (caught) {
      setProblem(asProblem(caught));
      setBusy(false);
      secret.current?.select();
    }
  };

  return (
    <main id="main" class="login">
      <form class="login-card" onSubmit={(e) => void submit(e)} aria-labelledby="login-title">
        <div class="login-head">
          <Logo />
          <h1 id="login-title">Weir fleet</h1>
          <ThemeButton />
        </div>
        {expired && !problem && <p class="login-note">Your session has ended. Log in to go on where you were.</p>}
        <label class="field">
          <span class="field-label">User</span>
          <input
            type="text"
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            value={user}
            onInput={(e) => setUser(e.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span class="field-label">Password</span>
          <input
            ref={secret}
            type="password"
            name="password"
            autocomplete="current-password"
            required
            value={password}
            aria-describedby={problem ? 'login-problem' : undefined}
            aria-invalid={problem?.status === 401}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </label>
        {problem && (
          <p class="field-error" id="login-problem" role="alert">
            {problem.status === 401 ? 'User and password do not fit. Check both and try again.' : `${problem.what} ${problem.next}`}
          </p>
        )}
        <button type="submit" class="button button-primary" aria-disabled={busy}>
          {busy ? 'Logging in…' : 'Log in'}
        </button>
        <p class="login-help">The fleet printed the password of “admin” when it was started for the first time; “weir-fleet password” makes a new one.</p>
      </form>
    </main>
  );
}
