# redis-rb: ruby_redis.rb PORT NAME SECRET MAILBOX PIN
require 'redis'

port, name, secret, mailbox, pin = ARGV

def word(reply)
  reply.split.first
end

def failure
  "no error but #{word(yield)}"
rescue Redis::CommandError => e
  word(e.message)
end

options = { host: '127.0.0.1', port: port.to_i, timeout: 4, reconnect_attempts: 0 }
stranger = Redis.new(**options)
puts "unnamed #{failure { stranger.call('VERIFY', mailbox, pin) }}"
puts "refused #{failure { stranger.auth(name, 'not the secret') }}"
client = Redis.new(**options, username: name, password: secret)
puts "ping #{word(client.ping)}"
puts "right #{word(client.call('VERIFY', mailbox, pin))}"
puts "wrong #{word(client.call('VERIFY', mailbox, '111111'))}"
puts "error #{failure { client.call('SETTINGS', 'no-such-mailbox') }}"
replies = client.pipelined do |pipeline|
  pipeline.call('ACCESS', mailbox)
  pipeline.call('VERIFY', mailbox, pin)
  pipeline.call('VERIFY', mailbox, '111111')
end
puts "pipeline #{replies.map { |reply| word(reply) }.join(' ')}"
