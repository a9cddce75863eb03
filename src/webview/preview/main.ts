import './main.css';
import type { FromPreview, ToPreview } from '../../protocol/preview.ts';
import { connectHost, onHostMessage } from '../page/host.ts';
import { PreviewPage } from './previewPage.ts';

const host = connectHost<FromPreview>();
const page = new PreviewPage(host, document.body);
// The sender is our own extension, which shares the protocol's types.
onHostMessage((message) => page.handle(message as ToPreview));
host.post({ type: 'ready' });
