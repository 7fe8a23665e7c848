/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.18-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	10.11.18-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Current Database: `shop`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci */;

USE `shop`;

--
-- Table structure for table `Bob's "odd", (table) ``x```
--

DROP TABLE IF EXISTS `Bob's "odd", (table) ``x```;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `Bob's "odd", (table) ``x``` (
  `id` int(11) NOT NULL,
  `full name, x` text DEFAULT NULL,
  `quo"te'd` text DEFAULT NULL,
  `(paren)` text DEFAULT NULL,
  `back``tick` text DEFAULT NULL,
  `key` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `some (index)` (`full name, x`(20))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Bob's "odd", (table) ``x```
--

LOCK TABLES `Bob's "odd", (table) ``x``` WRITE;
/*!40000 ALTER TABLE `Bob's "odd", (table) ``x``` DISABLE KEYS */;
INSERT INTO `Bob's "odd", (table) ``x``` VALUES
(1,NULL,'NULL','\\N','',' '),
(2,'NULL',' ','it\'s','\\\\','\\n'),
(3,'\\N','it\'s','\'\\','	','-- no comment'),
(4,'','\\\\','	',';','{a,NULL,\"b,c\"}'),
(5,' ','\\n','-- no comment','{a,NULL,\"b,c\"}','E\'x\\\''),
(6,'\'','\r','\\.','$1','NULL'),
(7,'\'\'','),(','é中م','null','\\\\'),
(8,'it\'s','-- no comment','$$',' ','),('),
(9,'\"','\');\nDROP TABLE x; --','0x41','\\\'','line\n\\.\nline'),
(10,'\\','line\n\\.\nline','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','tab	bed','$$'),
(11,'\\\\','{a,NULL,\"b,c\"}',' ','\');\nDROP TABLE x; --','{}'),
(12,'\\\'','jane.doe@mail.example','\\','é中م','it\'s'),
(13,'\'\\','$$','a\nb','N\'x\'','\r'),
(14,'\\n','E\'x\\\'','),(','{}','\');\nDROP TABLE x; --'),
(15,'a\nb','%_\\%\\_',';','\'','jane.doe@mail.example'),
(16,'a\r\nb','{}','COPY x (a) FROM stdin;\n1\n\\.\n','\'\\','%_\\%\\_'),
(17,'\r','NULL','jane.doe@mail.example','),(',' '),
(18,'	',' ','N\'x\'','\nINSERT INTO clients VALUES (1, \'x\');\n','\\n'),
(19,'tab	bed','it\'s','DEFAULT','😀 𠀀','-- no comment'),
(20,'),(','\\\\','NULL','E\'x\\\'','{a,NULL,\"b,c\"}'),
(21,'\'),(\'','\\n','\'\'','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','E\'x\\\''),
(22,'--','\r','\\\'','\'\'','NULL'),
(23,'-- no comment','),(','\r','\\n','\\\\'),
(24,'/* none */','-- no comment','--','\'),(\'','),('),
(25,';','\');\nDROP TABLE x; --','\nINSERT INTO clients VALUES (1, \'x\');\n','\\.','line\n\\.\nline'),
(26,'\');\nDROP TABLE x; --','line\n\\.\nline','{a,NULL,\"b,c\"}','jane.doe@mail.example','$$'),
(27,'\nINSERT INTO clients VALUES (1, \'x\');\n','{a,NULL,\"b,c\"}',')','`','{}'),
(28,'\\.','jane.doe@mail.example','`',NULL,'it\'s'),
(29,'line\n\\.\nline','$$','{}','it\'s','\r'),
(30,'COPY x (a) FROM stdin;\n1\n\\.\n','E\'x\\\'','','a\nb','\');\nDROP TABLE x; --'),
(31,'{\"a\": [\"b\\n\", {\"c\": null}], \"d\": \"it\'s\"}','%_\\%\\_','\"','--','jane.doe@mail.example'),
(32,'{a,NULL,\"b,c\"}','{}','\\n','line\n\\.\nline','%_\\%\\_'),
(33,'é中م','NULL','tab	bed','(((',' '),
(34,'😀 𠀀',' ','/* none */','0x41','\\n'),
(35,'jane.doe@mail.example','it\'s','line\n\\.\nline','NULL','-- no comment'),
(36,'(((','\\\\','😀 𠀀','\"','{a,NULL,\"b,c\"}'),
(37,')','\\n','$1','a\r\nb','E\'x\\\''),
(38,'$$','\r','%_\\%\\_','-- no comment','NULL'),
(39,'$1','),(',NULL,'COPY x (a) FROM stdin;\n1\n\\.\n','\\\\'),
(40,'N\'x\'','-- no comment','\'',')','),('),
(41,'E\'x\\\'','\');\nDROP TABLE x; --','\\\\','%_\\%\\_','line\n\\.\nline'),
(42,'`','line\n\\.\nline','a\r\nb','\\N','$$'),
(43,'0x41','{a,NULL,\"b,c\"}','\'),(\'','\\','{}'),
(44,'%_\\%\\_','jane.doe@mail.example','\');\nDROP TABLE x; --','\r','it\'s'),
(45,'DEFAULT','$$','{\"a\": [\"b\\n\", {\"c\": null}], \"d\": \"it\'s\"}','/* none */','\r'),
(46,'null','E\'x\\\'','(((','{\"a\": [\"b\\n\", {\"c\": null}], \"d\": \"it\'s\"}','\');\nDROP TABLE x; --'),
(47,'{}','%_\\%\\_','E\'x\\\'','$$','jane.doe@mail.example'),
(48,'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','{}','null','DEFAULT','%_\\%\\_'),
(49,'NULL','\\N','',' ','\''),
(50,'\\N','\'','\"','\\\'','a\nb'),
(51,'','\"','\\n','tab	bed','/* none */'),
(52,' ','\\\'','tab	bed','\');\nDROP TABLE x; --','é中م'),
(53,'\'','a\nb','/* none */','é中م','`'),
(54,'\'\'','	','line\n\\.\nline','N\'x\'','\\N'),
(55,'it\'s','\'),(\'','😀 𠀀','{}','\\\''),
(56,'\"','/* none */','$1','\'','\'),(\''),
(57,'\\','\nINSERT INTO clients VALUES (1, \'x\');\n','%_\\%\\_','\'\\','COPY x (a) FROM stdin;\n1\n\\.\n'),
(58,'\\\\','COPY x (a) FROM stdin;\n1\n\\.\n',NULL,'),(','$1'),
(59,'\\\'','é中م','\'','\nINSERT INTO clients VALUES (1, \'x\');\n','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
(60,'\'\\','(((','\\\\','😀 𠀀','\"'),
(61,'\\n','$1','a\r\nb','E\'x\\\'','	'),
(62,'a\nb','`','\'),(\'','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','\nINSERT INTO clients VALUES (1, \'x\');\n'),
(63,'a\r\nb','DEFAULT','\');\nDROP TABLE x; --','\'\'','((('),
(64,'\r','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','{\"a\": [\"b\\n\", {\"c\": null}], \"d\": \"it\'s\"}','\\n','DEFAULT'),
(65,'	','\\N','(((','\'),(\'','\''),
(66,'tab	bed','\'','E\'x\\\'','\\.','a\nb'),
(67,'),(','\"','null','jane.doe@mail.example','/* none */'),
(68,'\'),(\'','\\\'','\\N','`','é中م'),
(69,'--','a\nb','it\'s',NULL,'`'),
(70,'-- no comment','	','\'\\','it\'s','\\N'),
(71,'/* none */','\'),(\'','	','a\nb','\\\''),
(72,';','/* none */','-- no comment','--','\'),(\''),
(73,'\');\nDROP TABLE x; --','\nINSERT INTO clients VALUES (1, \'x\');\n','\\.','line\n\\.\nline','COPY x (a) FROM stdin;\n1\n\\.\n'),
(74,'\nINSERT INTO clients VALUES (1, \'x\');\n','COPY x (a) FROM stdin;\n1\n\\.\n','é中م','(((','$1'),
(75,'\\.','é中م','$$','0x41','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
(76,'line\n\\.\nline','(((','0x41','NULL','\"'),
(77,'COPY x (a) FROM stdin;\n1\n\\.\n','$1','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','\"','	'),
(78,'{\"a\": [\"b\\n\", {\"c\": null}], \"d\": \"it\'s\"}','`',' ','a\r\nb','\nINSERT INTO clients VALUES (1, \'x\');\n'),
(79,'{a,NULL,\"b,c\"}','DEFAULT','\\','-- no comment','((('),
(80,'é中م','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx','a\nb','COPY x (a) FROM stdin;\n1\n\\.\n','DEFAULT');
/*!40000 ALTER TABLE `Bob's "odd", (table) ``x``` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `empty`
--

DROP TABLE IF EXISTS `empty`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `empty` (
  `a` text DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `empty`
--

LOCK TABLES `empty` WRITE;
/*!40000 ALTER TABLE `empty` DISABLE KEYS */;
/*!40000 ALTER TABLE `empty` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `log`
--

DROP TABLE IF EXISTS `log`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `log` (
  `a` text DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `log`
--

LOCK TABLES `log` WRITE;
/*!40000 ALTER TABLE `log` DISABLE KEYS */;
/*!40000 ALTER TABLE `log` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `one`
--

DROP TABLE IF EXISTS `one`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `one` (
  `single` text DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `one`
--

LOCK TABLES `one` WRITE;
/*!40000 ALTER TABLE `one` DISABLE KEYS */;
INSERT INTO `one` VALUES
(''),
(NULL),
('NULL'),
(' ');
/*!40000 ALTER TABLE `one` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=``*/ /*!50003 TRIGGER noted AFTER INSERT ON one FOR EACH ROW BEGIN
INSERT INTO log VALUES (NEW.single);
END 
*/;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Table structure for table `plain`
--

DROP TABLE IF EXISTS `plain`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `plain` (
  `id` bigint(20) DEFAULT NULL,
  `amount` decimal(9,2) DEFAULT 1.50,
  `at` datetime DEFAULT NULL,
  `js` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`js`)),
  `raw` varbinary(200) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `plain`
--

LOCK TABLES `plain` WRITE;
/*!40000 ALTER TABLE `plain` DISABLE KEYS */;
INSERT INTO `plain` VALUES
(-1,-12.50,'2020-02-03 04:05:06','{\"k\": \"v\\n\"}','\0\'\"\\�\n\r\Zb'),
(2,NULL,NULL,NULL,NULL),
(3,0.00,NULL,NULL,'it\'s \\ plain');
/*!40000 ALTER TABLE `plain` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-22  3:32:47
