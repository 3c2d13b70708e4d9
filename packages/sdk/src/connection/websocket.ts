import { WebSocket } from 'ws';
import type { Transport } from './transport.ts';

/** The link of a running agent: a WebSocket, one text frame each way per JSON object. */
export const webSocketTransport: Transport = {
  open(url, events) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let cause: Error | undefined;
    socket.on('open', () => events.opened());
    socket.on('message', (data, isBinary) => {
      if (!isBinary) events.received(data.toString());
    });
    // `close` follows every `error`; a socket's error without a listener would end the process.
    socket.on('error', (error) => {
      cause = error;
    });
    socket.on('close', (code, reason) => events.closed(code, reason.toString(), cause));
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
    };
  },
};
