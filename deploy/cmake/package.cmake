# The Debian package: cpack -G DEB --config build/CPackConfig.cmake. The program, its configuration, units, operator's files; no sandbox.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # packs what was built, builds nothing
set(shared share/police-gateway)
set(doc share/doc/police-gateway)

# As shipped, deploy/config is the sandbox on one machine; an installation has neither its residents nor its SMS.
file(READ deploy/config/gateway.json packaged_config)
foreach(change "\"demonstration\": true|\"demonstration\": false" "\"sms_url\": \"http://127.0.0.1:8090/api/sms\"|\"sms_url\": \"\"")
  string(REGEX MATCH "^(.*)[|](.*)$" _ "${change}")
  string(FIND "${packaged_config}" "${CMAKE_MATCH_1}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "deploy/config/gateway.json no longer says ${CMAKE_MATCH_1}")
  endif()
  string(REPLACE "${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}" packaged_config "${packaged_config}")
endforeach()
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/package/gateway.json CONTENT "${packaged_config}")

install(TARGETS police-gateway DESTINATION bin)
install(PROGRAMS deploy/backup deploy/restore DESTINATION ${shared})
install(FILES deploy/storage.sh DESTINATION ${shared})
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
foreach(command backup restore)
  file(CREATE_LINK ../share/police-gateway/${command} ${CMAKE_BINARY_DIR}/package/police-gateway-${command} SYMBOLIC)
  install(FILES ${CMAKE_BINARY_DIR}/package/police-gateway-${command} DESTINATION sbin)
endforeach()
install(DIRECTORY deploy/config/ DESTINATION /etc/police-gateway PATTERN gateway.json EXCLUDE)
install(FILES ${CMAKE_BINARY_DIR}/package/gateway.json DESTINATION /etc/police-gateway)
install(FILES deploy/systemd/police-gateway.service deploy/systemd/police-gateway.socket DESTINATION /lib/systemd/system)
install(DIRECTORY deploy/nginx deploy/monitoring DESTINATION ${shared})
install(FILES deploy/README.md DESTINATION ${doc} RENAME operations.md)
install(FILES README.md deploy/CHANGELOG.md DESTINATION ${doc})

# CPack asks for the list of what the administrator may change; a file that is missing here would be overwritten by every upgrade.
file(GLOB_RECURSE packaged_files RELATIVE ${CMAKE_SOURCE_DIR}/deploy/config CONFIGURE_DEPENDS deploy/config/*.json deploy/config/*.txt)
list(TRANSFORM packaged_files PREPEND /etc/police-gateway/)
list(JOIN packaged_files "\n" conffiles)
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/package/conffiles CONTENT "${conffiles}\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME police-gateway)
set(CPACK_PACKAGE_CONTACT "police-gateway operators <root@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Gateway of the Guangzhou police's WeChat service account")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, fonts-noto-cjk")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "nginx-light, sqlite3 | mariadb-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_BINARY_DIR}/package/conffiles ${CMAKE_SOURCE_DIR}/deploy/debian/postinst ${CMAKE_SOURCE_DIR}/deploy/debian/prerm
    ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
include(CPack)
