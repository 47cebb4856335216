# Redis of CPAN: perl_redis.pl PORT NAME SECRET MAILBOX PIN
use strict;
use warnings;
use Redis;

my ($port, $name, $secret, $mailbox, $pin) = @ARGV;
# Without `reconnect` it repeats nothing.
my %options = (server => "127.0.0.1:$port", read_timeout => 4);

sub word { return (split ' ', $_[0])[0] }

# "[verify] NOAUTH say who you are first …"
sub failure {
    my ($action) = @_;
    my $reply = eval { $action->() };
    return defined $reply ? "no error but " . word($reply) : (split ' ', $@)[1];
}

my $stranger = Redis->new(%options);
print "unnamed ", failure(sub { $stranger->verify($mailbox, $pin) }), "\n";
print "refused ", failure(sub { $stranger->auth($name, "not the secret") }), "\n";
my $client = Redis->new(%options);
$client->auth($name, $secret);
print "ping ", word($client->ping), "\n";
print "right ", word($client->verify($mailbox, $pin)), "\n";
print "wrong ", word($client->verify($mailbox, "111111")), "\n";
print "error ", failure(sub { $client->settings("no-such-mailbox") }), "\n";
my @replies;
my $note = sub { my ($reply, $error) = @_; push @replies, word($error // $reply) };
$client->access($mailbox, $note);
$client->verify($mailbox, $pin, $note);
$client->verify($mailbox, "111111", $note);
$client->wait_all_responses;
print "pipeline @replies\n";
