import './main.css';
import type { FromMessage, ToMessage } from '../../protocol/message.ts';
import { connectHost, onHostMessage } from '../page/host.ts';
import { MessagePage } from './messagePage.ts';

const host = connectHost<FromMessage>();
const page = new MessagePage(host, document.body);
// The sender is our own extension, which shares the protocol's types.
onHostMessage((message) => page.handle(message as ToMessage));
host.post({ type: 'ready' });
