// node-redis: node_redis.js PORT NAME SECRET MAILBOX PIN
const { createClient } = require('redis');

const [port, name, secret, mailbox, pin] = process.argv.slice(2);

async function connect(options = {}) {
  const client = createClient({
    socket: { host: '127.0.0.1', port: Number(port), connectTimeout: 4000, reconnectStrategy: () => new Error('gone') },
    disableOfflineQueue: true,
    ...options,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

const word = (reply) => String(reply).split(' ')[0];

async function failure(action) {
  try {
    return 'no error but ' + word(await action());
  } catch (error) {
    return word(error.message);
  }
}

async function main() {
  const stranger = await connect();
  console.log('unnamed', await failure(() => stranger.sendCommand(['VERIFY', mailbox, pin])));
  console.log('refused', await failure(() => stranger.sendCommand(['AUTH', name, 'not the secret'])));
  await stranger.disconnect();
  const client = await connect({ username: name, password: secret });
  console.log('ping', word(await client.ping()));
  console.log('right', word(await client.sendCommand(['VERIFY', mailbox, pin])));
  console.log('wrong', word(await client.sendCommand(['VERIFY', mailbox, '111111'])));
  console.log('error', await failure(() => client.sendCommand(['SETTINGS', 'no-such-mailbox'])));
  // What is asked in one turn leaves in one write.
  const replies = await Promise.all([
    client.sendCommand(['ACCESS', mailbox]),
    client.sendCommand(['VERIFY', mailbox, pin]),
    client.sendCommand(['VERIFY', mailbox, '111111']),
  ]);
  console.log('pipeline', replies.map(word).join(' '));
  await client.quit();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
