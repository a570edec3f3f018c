/* Asks the socket that is descriptor 3 which interfaces there are, as far as it knows. */
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

int main(void) {
  for (int index = 1; index < 10000; index++) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_ifindex = index;
    if (!ioctl(3, SIOCGIFNAME, &request)) printf("%s\n", request.ifr_name);
  }
  return 0;
}
