-- redis-lua: lua_redis.lua PORT NAME SECRET MAILBOX PIN
local redis = require 'redis'

local port, name, secret, mailbox, pin = unpack(arg)

-- Commands are made known before a client is made.
redis.commands.access = redis.command('ACCESS')
redis.commands.verify = redis.command('VERIFY')
redis.commands.settings = redis.command('SETTINGS')
redis.commands.auth = redis.command('AUTH')

local function connect()
    return redis.connect({ host = '127.0.0.1', port = tonumber(port), timeout = 4 })
end

local function word(reply)
    return reply == true and 'PONG' or tostring(reply):match('%S+')
end

-- "[...]redis error: NOAUTH say who you are first …"
local function failure(action)
    local isDone, reply = pcall(action)
    return isDone and 'no error but ' .. word(reply) or reply:match('redis error: (%S+)') or reply
end

local stranger = connect()
print('unnamed', failure(function() return stranger:verify(mailbox, pin) end))
print('refused', failure(function() return stranger:auth(name, 'not the secret') end))
local client = connect()
client:auth(name, secret)
print('ping', word(client:ping()))
print('right', word(client:verify(mailbox, pin)))
print('wrong', word(client:verify(mailbox, '111111')))
print('error', failure(function() return client:settings('no-such-mailbox') end))
local replies = client:pipeline(function(pipeline)
    pipeline:access(mailbox)
    pipeline:verify(mailbox, pin)
    pipeline:verify(mailbox, '111111')
end)
for index, reply in ipairs(replies) do replies[index] = word(reply) end
print('pipeline', table.concat(replies, ' '))
