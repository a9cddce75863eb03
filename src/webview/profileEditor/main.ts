import './main.css';
import type { FromProfileEditor, ToProfileEditor } from '../../protocol/profileEditor.ts';
import { connectHost, onHostMessage } from '../page/host.ts';
import { ProfileEditorPage } from './profileEditorPage.ts';

const host = connectHost<FromProfileEditor>();
const page = new ProfileEditorPage(host, document.body);
// The sender is our own extension, which shares the protocol's types.
onHostMessage((message) => page.handle(message as ToProfileEditor));
host.post({ type: 'ready' });
