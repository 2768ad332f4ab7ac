import './style/index.css';
import { render } from 'preact';
import { App } from './pages/App.tsx';
import { findSession } from './state/session.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element "app"');
render(<App />, root);
void findSession();
