<?php
// php-redis: php_redis.php PORT NAME SECRET MAILBOX PIN
[, $port, $name, $secret, $mailbox, $pin] = $argv;

function connect($port, $credentials = null)
{
    $client = new Redis();
    $client->connect('127.0.0.1', (int) $port, 4, null, 0, 4);
    // Otherwise every answer is true: a wrong PIN as well as a right one.
    $client->setOption(Redis::OPT_REPLY_LITERAL, true);
    if ($credentials) {
        $client->auth($credentials);
    }
    return $client;
}

function word($reply)
{
    return $reply === true ? 'true' : strtok((string) $reply, ' ');
}

/** Some errors are thrown, and others are false and have to be asked for. */
function failure($client, $action)
{
    try {
        $reply = $action();
        return $reply === false ? word($client->getLastError()) : 'no error but ' . word($reply);
    } catch (RedisException $exception) {
        return word($exception->getMessage());
    }
}

$stranger = connect($port);
echo 'unnamed ', failure($stranger, fn () => $stranger->rawCommand('VERIFY', $mailbox, $pin)), "\n";
echo 'refused ', failure($stranger, fn () => $stranger->auth([$name, 'not the secret'])), "\n";
$client = connect($port, [$name, $secret]);
echo 'ping ', word($client->ping() === true ? 'PONG' : $client->ping()), "\n";
echo 'right ', word($client->rawCommand('VERIFY', $mailbox, $pin)), "\n";
echo 'wrong ', word($client->rawCommand('VERIFY', $mailbox, '111111')), "\n";
echo 'error ', failure($client, fn () => $client->rawCommand('SETTINGS', 'no-such-mailbox')), "\n";
// In a pipeline the option counts for nothing, and every answer is true: no PIN belongs there.
$pipeline = $client->pipeline();
$pipeline->rawCommand('ACCESS', $mailbox);
$pipeline->rawCommand('VERIFY', $mailbox, $pin);
$pipeline->rawCommand('VERIFY', $mailbox, '111111');
echo 'pipeline ', implode(' ', array_map('word', $pipeline->exec())), "\n";

// What the page says of the default.
$client->setOption(Redis::OPT_REPLY_LITERAL, false);
foreach ([$pin, '111111'] as $candidate) {
    if ($client->rawCommand('VERIFY', $mailbox, $candidate) !== true) {
        exit("an answer is not folded into true\n");
    }
}
