# What systemd does for the gateway, as small as it can be: holds the listening socket, starts programs on it as file descriptor 3, and
# hears what they notify. Node can neither hold a listening socket without accepting from it nor read a datagram socket of the file system.
#   perl supervisor.pl PORT NOTIFY_PATH
# One command a line: `start LOG FOLDER PROGRAM ARGUMENT…` (tab-separated). One event a line: `started PID`, `notify TEXT`, `ended PID CODE`.
use strict;
use warnings;
use Fcntl;
use Socket;
use POSIX qw(dup2 :sys_wait_h);

$| = 1;
my ($port, $path) = @ARGV;
socket(my $callers, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($callers, SOL_SOCKET, SO_REUSEADDR, 1);
bind($callers, sockaddr_in($port, INADDR_LOOPBACK)) or die "bind: $!";
listen($callers, 4096) or die "listen: $!";
socket(my $notices, PF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($notices, sockaddr_un($path)) or die "bind $path: $!";

sub start {
    my ($log, $folder, @program) = @_;
    my $pid = fork() // die "fork: $!";
    return print "started $pid\n" if $pid;
    open(STDIN, '<', '/dev/null');
    open(STDOUT, '>>', $log);
    open(STDERR, '>>', $log);
    fileno($callers) == 3 or dup2(fileno($callers), 3) or die "dup2: $!";
    fcntl($callers, F_SETFD, 0) if fileno($callers) == 3;    # a copy survives exec, the original only so
    chdir $folder;
    @ENV{qw(LISTEN_FDS LISTEN_FDNAMES LISTEN_PID NOTIFY_SOCKET)} = (1, "public", $$, $path);
    exec(@program) or POSIX::_exit(127);
}

my %running;
my $commands = '';
while (1) {
    my $ready = '';
    vec($ready, fileno($_), 1) = 1 for \*STDIN, $notices;
    my $some = select($ready, undef, undef, 0.05);
    if ($some > 0 && vec($ready, fileno($notices), 1)) {
        recv($notices, my $text, 4096, 0);
        print 'notify ' . join(' ', split(/\n/, $text)) . "\n";
    }
    if ($some > 0 && vec($ready, fileno(STDIN), 1)) {
        sysread(STDIN, $commands, 4096, length $commands) or last;
        while ($commands =~ s/^start\t([^\n]*)\n//) { start(split /\t/, $1) }
    }
    while ((my $pid = waitpid(-1, WNOHANG)) > 0) {
        my $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
        print "ended $pid $code\n";
    }
}
